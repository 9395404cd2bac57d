//! By what stacks of two builds of a program are known to be the same:
//! functions without what a compiler numbers, and files without their paths.
//! Addresses, lines and columns move with every edit and do not count.

use std::collections::HashMap;

use crate::model::{Frame, Profile};

/// Endings that compilers put behind names of functions that they copied.
const COPIES: [&str; 6] =
    [".llvm.", ".constprop.", ".isra.", ".part.", ".cold", ".lto_priv."];

/// Numbers for frames, the same for those that mean the same.
#[derive(Default)]
pub(super) struct Keys {
    known: HashMap<(String, String), u32>,
}

impl Keys {
    /// The number of each frame of `profile`.
    pub(super) fn of(&mut self, profile: &Profile) -> Vec<u32> {
        profile.frames().iter().map(|frame| self.key(frame)).collect()
    }

    fn key(&mut self, frame: &Frame) -> u32 {
        let base = frame.base().unwrap_or_default().to_owned();
        let key = (unnumbered(frame.function()), base);
        let next = self.known.len() as u32;
        *self.known.entry(key).or_insert(next)
    }
}

/// The key of a stack: the keys of its frames, where a function that calls
/// itself stands once, however deep it went.
pub(super) fn stack_key(stack: &[u32], keys: &[u32]) -> Box<[u32]> {
    let mut key = Vec::with_capacity(stack.len());
    key.extend(stack.iter().map(|&frame| keys[frame as usize]));
    key.dedup();
    key.into()
}

/// `name` without what a compiler numbers: `{closure#3}` and `{{closure}}`
/// are `{closure}`, and `work.llvm.123` is `work`.
fn unnumbered(name: &str) -> String {
    let ends = COPIES.iter().filter_map(|copy| name.find(copy));
    let end = ends.min().unwrap_or(name.len());
    let name = name[..end].replace("{{", "{").replace("}}", "}");
    let mut shown = String::with_capacity(name.len());
    let mut rest = name.as_str();
    while let Some(at) = rest.find('#') {
        let (front, number) = rest.split_at(at);
        let digits = number[1..].find(|c: char| !c.is_ascii_digit());
        let behind = &number[1 + digits.unwrap_or(number.len() - 1)..];
        shown.push_str(front);
        match behind.starts_with('}') && digits != Some(0) {
            true => rest = behind,
            false => {
                shown.push('#');
                rest = &number[1..];
            }
        }
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_compiler_numbers_does_not_count() {
        for (name, key) in [
            ("app::work::{closure#3}", "app::work::{closure}"),
            ("app::work::{{closure}}", "app::work::{closure}"),
            ("app::{impl#12}::work", "app::{impl}::work"),
            (
                "main::{lambda(int)#1}::operator()",
                "main::{lambda(int)}::operator()",
            ),
            ("work.llvm.123", "work"),
            ("work.cold", "work"),
            ("a#1b", "a#1b"),
            ("a#", "a#"),
            ("{#}", "{#}"),
        ] {
            assert_eq!(unnumbered(name), key);
        }
    }

    #[test]
    fn a_function_that_calls_itself_stands_once() {
        assert_eq!(*stack_key(&[0, 1, 1, 1, 2], &[7, 8, 9]), [7, 8, 9]);
        assert_eq!(*stack_key(&[0, 1, 0], &[7, 8]), [7, 8, 7]);
    }
}
