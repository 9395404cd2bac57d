//! The points of a profile, put together.

use std::collections::HashMap;
use std::hash::Hash;

use super::{Grouping, Labels};
use crate::model::{Field, Figures, Point, Profile};

/// Points that are put together, and what they have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PointGroup {
    /// The first of its points.
    pub(crate) point: u32,
    pub(crate) points: usize,
    pub(crate) figures: Figures,
    lifetimes: Option<u64>,
}

impl PointGroup {
    fn of(profile: &Profile, at: usize) -> PointGroup {
        let point = &profile.points()[at];
        PointGroup {
            point: at as u32,
            points: 1,
            figures: Figures::of(profile, point),
            lifetimes: profile.field(point, Field::Lifetimes),
        }
    }

    fn add(&mut self, more: &PointGroup) {
        self.points += more.points;
        self.figures.add(&more.figures);
        let both = self.lifetimes.zip(more.lifetimes);
        self.lifetimes = both.map(|(sum, part)| sum.saturating_add(part));
    }

    /// How long a block lived on the average.
    pub(crate) fn average_lifetime(&self) -> Option<u64> {
        let blocks = self.figures.get(crate::model::Figure::TotalBlocks)?;
        self.lifetimes?.checked_div(blocks)
    }
}

/// The groups of `profile`, in the order of their first points. Stacks that
/// look the same, since they differ in nothing but addresses, are one.
pub(crate) fn groups(profile: &Profile, grouping: Grouping) -> Vec<PointGroup> {
    if grouping != Grouping::Stack {
        return by(profile, |point| grouping.name_of(profile, point));
    }
    let labels = Labels::of(profile);
    by(profile, |point| {
        let stack = profile.frame_indices(point).iter();
        stack.map(|&frame| labels.place(frame)).collect::<Box<[u32]>>()
    })
}

fn by<K: Hash + Eq>(
    profile: &Profile,
    key: impl Fn(&Point) -> K,
) -> Vec<PointGroup> {
    let mut known: HashMap<K, usize> = HashMap::new();
    let mut groups: Vec<PointGroup> = Vec::new();
    for (at, point) in profile.points().iter().enumerate() {
        let group = PointGroup::of(profile, at);
        let next = groups.len();
        match *known.entry(key(point)).or_insert(next) {
            at if at == next => groups.push(group),
            at => groups[at].add(&group),
        }
    }
    groups
}
