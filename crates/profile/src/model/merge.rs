//! What is the same stands once.

use std::collections::HashMap;

use super::{Profile, first_equals};

impl Profile {
    /// Frames of the same text become one; those that are left over stay, and
    /// are in no stack.
    pub(crate) fn merge_equal_frames(&mut self) {
        let mut known: HashMap<&str, u32> =
            HashMap::with_capacity(self.frames.len());
        let mut first = Vec::with_capacity(self.frames.len());
        for (at, frame) in self.frames.iter().enumerate() {
            first.push(*known.entry(frame.text()).or_insert(at as u32));
        }
        if known.len() < self.frames.len() {
            for frame in &mut self.stacks {
                *frame = first[*frame as usize];
            }
        }
    }

    /// Points of the same stack become one, in the place of the first: their
    /// numbers are added, so that the most that was ever live of them is at
    /// most what it then has.
    pub(crate) fn merge_equal_stacks(&mut self) {
        let stack = |at: u32| {
            let stack = self.points[at as usize].stack();
            self.stacks[stack].iter().copied()
        };
        let first = first_equals(self.points.len(), stack);
        for (at, first) in first.iter().map(|&of| of as usize).enumerate() {
            if first != at {
                let more = std::mem::take(&mut self.points[at]);
                self.points[first].add(&more);
            }
        }
        let mut is_first = first.iter().zip(0..).map(|(of, at)| *of == at);
        self.points.retain(|_| is_first.next().unwrap_or(false));
    }
}
