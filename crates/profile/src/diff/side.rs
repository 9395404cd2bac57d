//! One side of a comparison: its stacks, each once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::key::{Keys, stack_key};
use crate::model::{Figures, Profile};
use crate::origin::Origin;
use crate::view::{Asker, Grouping};

/// The site of all stacks that no function of the program has a name in:
/// those of two builds cannot be told from each other.
pub(super) const UNNAMED: u32 = u32::MAX;

/// A stack of one side, or all that a group has there.
pub(super) struct Stack {
    pub(super) key: Box<[u32]>,
    /// Who asked: what is of one site on both sides is netted.
    pub(super) site: u32,
    /// The first point that has the stack.
    pub(super) point: u32,
    /// How many points of the profile it is.
    pub(super) points: usize,
    /// What they have together.
    pub(super) figures: Figures,
}

/// The stacks of `profile`, each once, in its order. What is asked for by
/// functions without names is one, as is what is grouped.
pub(super) fn stacks(
    profile: &Profile,
    grouping: Grouping,
    threshold: Option<u64>,
    keys: &mut Keys,
) -> Vec<Stack> {
    let frame_keys = keys.of(profile);
    let mut known: HashMap<Box<[u32]>, usize> = HashMap::new();
    let mut stacks: Vec<Stack> = Vec::new();
    for (at, point) in profile.points().iter().enumerate() {
        let figures = Figures::within(profile, point, threshold);
        let asker = Asker::of(profile, point);
        let indices = profile.frame_indices(point);
        let frame = &profile.frames()[indices[asker.at] as usize];
        let (key, site): (Box<[u32]>, _) = if frame.origin() == Origin::Unnamed
        {
            ([].into(), UNNAMED)
        } else if grouping == Grouping::Stack {
            (stack_key(indices, &frame_keys), keys.site(frame))
        } else {
            let site = keys.group(&grouping.name_of(profile, point));
            ([site].into(), site)
        };
        match known.entry(key) {
            Entry::Occupied(at) => stacks[*at.get()].add(&figures),
            Entry::Vacant(place) => {
                let (key, point) = (place.key().clone(), at as u32);
                stacks.push(Stack { key, site, point, points: 1, figures });
                place.insert(stacks.len() - 1);
            }
        }
    }
    stacks
}

impl Stack {
    fn add(&mut self, figures: &Figures) {
        self.points += 1;
        self.figures.add(figures);
    }
}
