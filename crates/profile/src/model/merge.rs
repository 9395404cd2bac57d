//! What is the same stands once.

use std::collections::HashMap;

use super::Profile;

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
        let stacks = &self.stacks;
        let stack = |at: &u32| &stacks[self.points[*at as usize].stack.clone()];
        let mut order: Vec<u32> = (0..self.points.len() as u32).collect();
        order.sort_unstable_by(|one, other| {
            stack(one).cmp(stack(other)).then(one.cmp(other))
        });
        let equal = |one: &u32, other: &u32| stack(one) == stack(other);
        let groups = order.chunk_by(equal).filter(|group| group.len() > 1);
        let groups: Vec<Vec<u32>> = groups.map(<[u32]>::to_vec).collect();
        drop(order);
        let mut is_merged = vec![false; self.points.len()];
        for group in &groups {
            let (first, more) = (group[0] as usize, &group[1..]);
            for &at in more {
                let more = std::mem::take(&mut self.points[at as usize]);
                self.points[first].add(&more);
                is_merged[at as usize] = true;
            }
        }
        let mut merged = is_merged.into_iter();
        self.points.retain(|_| !merged.next().unwrap_or(false));
    }
}
