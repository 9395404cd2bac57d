//! One side of a comparison: its stacks, each once.

use super::key::{Keys, stack_key};
use crate::model::{Figures, Profile, first_equals};
use crate::origin::Origin;
use crate::view::{Asker, Grouping};

/// The site of all stacks that no function of the program has a name in:
/// those of two builds cannot be told from each other.
pub(super) const UNNAMED: u32 = u32::MAX;

/// A stack of one side, or all that a group has there.
pub(super) struct Stack<'a> {
    pub(super) key: &'a [u32],
    /// Who asked: what is of one site on both sides is netted.
    pub(super) site: u32,
    /// The first point that has the stack.
    pub(super) point: u32,
    /// How many points of the profile it is.
    pub(super) points: usize,
    /// What they have together.
    pub(super) figures: Figures,
}

/// The keys of all points of a profile, one behind the other.
pub(super) struct Keyed {
    keys: Vec<u32>,
    /// Of each point, where its key ends, and who asked.
    points: Vec<(u32, u32)>,
}

impl Keyed {
    /// The keys of `profile`. What is asked for by functions without names
    /// has one, as has what is grouped.
    pub(super) fn of(
        profile: &Profile,
        grouping: Grouping,
        keys: &mut Keys,
    ) -> Keyed {
        let frame_keys = keys.of(profile);
        let mut keyed = Keyed { keys: Vec::new(), points: Vec::new() };
        for point in profile.points() {
            let asker = Asker::of(profile, point);
            let indices = profile.frame_indices(point);
            let frame = &profile.frames()[indices[asker.at] as usize];
            let site = if frame.origin() == Origin::Unnamed {
                UNNAMED
            } else if grouping == Grouping::Stack {
                keyed.keys.extend(stack_key(indices, &frame_keys));
                keys.site(frame)
            } else {
                let site = keys.group(&grouping.name_of(profile, point));
                keyed.keys.push(site);
                site
            };
            keyed.points.push((keyed.keys.len() as u32, site));
        }
        keyed
    }

    fn key(&self, point: u32) -> &[u32] {
        let end = |at: usize| self.points[at].0 as usize;
        let start = point.checked_sub(1).map_or(0, |at| end(at as usize));
        &self.keys[start..end(point as usize)]
    }

    /// The stacks of `profile`, of which these are the keys, each once, in
    /// its order.
    pub(super) fn stacks(
        &self,
        profile: &Profile,
        threshold: Option<u64>,
    ) -> Vec<Stack<'_>> {
        let key = |at| self.key(at).iter().copied();
        let first = first_equals(self.points.len(), key);
        // Where the stack of each first point stands among those returned.
        let mut place = vec![0_u32; first.len()];
        let mut stacks: Vec<Stack<'_>> = Vec::new();
        for (at, point) in profile.points().iter().enumerate() {
            let figures = Figures::within(profile, point, threshold);
            let first = first[at] as usize;
            if first < at {
                stacks[place[first] as usize].add(&figures);
                continue;
            }
            place[at] = stacks.len() as u32;
            let (key, point) = (self.key(at as u32), at as u32);
            let site = self.points[at].1;
            stacks.push(Stack { key, site, point, points: 1, figures });
        }
        stacks
    }
}

impl Stack<'_> {
    fn add(&mut self, figures: &Figures) {
        self.points += 1;
        self.figures.add(figures);
    }
}
