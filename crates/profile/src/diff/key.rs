//! By what stacks of two builds of a program are known to be the same:
//! functions without what a compiler numbers, and files without their paths.
//! Addresses, lines and columns move with every edit and do not count.

use std::collections::HashMap;

use crate::model::{Frame, Profile};
use crate::name;

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
        let key = (name::key(frame.function()), base);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_calls_itself_stands_once() {
        assert_eq!(*stack_key(&[0, 1, 1, 1, 2], &[7, 8, 9]), [7, 8, 9]);
        assert_eq!(*stack_key(&[0, 1, 0], &[7, 8]), [7, 8, 7]);
    }
}
