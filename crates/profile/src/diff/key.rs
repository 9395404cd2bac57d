//! By what stacks of two builds of a program are known to be the same:
//! functions without what a compiler numbers, and files without their paths.
//! Addresses, lines and columns move with every edit and do not count.

use std::collections::HashMap;

use crate::model::{Frame, Profile};
use crate::name;

/// Numbers for frames and for sites, the same for those that mean the same.
#[derive(Default)]
pub(super) struct Keys {
    frames: HashMap<(String, String), u32>,
    sites: HashMap<(String, String), u32>,
}

impl Keys {
    /// The number of each frame of `profile`.
    pub(super) fn of(&mut self, profile: &Profile) -> Vec<u32> {
        profile.frames().iter().map(|frame| self.frame(frame)).collect()
    }

    fn frame(&mut self, frame: &Frame) -> u32 {
        // An address is another in every build.
        let function = match frame.is_named() {
            true => name::key(frame.function()),
            false => String::new(),
        };
        let base = frame.base().unwrap_or_default().to_owned();
        let next = self.frames.len() as u32;
        *self.frames.entry((function, base)).or_insert(next)
    }

    /// The number of the site that `asker` is: a function, wherever it moved,
    /// if its name says in what it stands; else a function in a file.
    pub(super) fn site(&mut self, asker: &Frame) -> u32 {
        let function = name::key(asker.function());
        let base = match function.contains(['.', ':']) {
            true => String::new(),
            false => asker.base().unwrap_or_default().to_owned(),
        };
        self.number((function, base))
    }

    /// The number of a group by its name.
    pub(super) fn group(&mut self, name: &str) -> u32 {
        self.number((name.to_owned(), String::new()))
    }

    fn number(&mut self, key: (String, String)) -> u32 {
        let next = self.sites.len() as u32;
        *self.sites.entry(key).or_insert(next)
    }
}

/// The key of a stack: the keys of its frames, where a function that calls
/// itself stands once, however deep it went.
pub(super) fn stack_key(
    stack: &[u32],
    keys: &[u32],
) -> impl Iterator<Item = u32> {
    let mut last = None;
    let all = stack.iter().map(|&frame| keys[frame as usize]);
    all.filter(move |&key| last.replace(key) != Some(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_calls_itself_stands_once() {
        let key = |stack: &[u32]| -> Vec<u32> {
            stack_key(stack, &[7, 8, 9]).collect()
        };
        assert_eq!(key(&[0, 1, 1, 1, 2]), [7, 8, 9]);
        assert_eq!(key(&[0, 1, 0]), [7, 8, 7]);
    }

    #[test]
    fn a_function_with_a_path_is_a_site_in_any_file() {
        let mut keys = Keys::default();
        let mut site = |text: &str| keys.site(&Frame::parse(text));
        assert_eq!(site("app::f (a.rs:1)"), site("app::f (b.rs:2)"));
        assert_ne!(site("f (a.c:1)"), site("f (b.c:1)"));
    }
}
