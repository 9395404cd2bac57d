//! The points of a profile, put together.

use std::collections::HashMap;
use std::ops::Range;

use super::grouping::Names;
use super::{Grouping, Labels};
use crate::model::{Field, Figure, Figures, Point, Profile, first_equals};

/// Points that are put together, in the order of the first of each group.
/// What a group has is added up when it is asked for: there can be millions.
pub(crate) struct Groups<'a> {
    profile: &'a Profile,
    /// All points, those of one group behind each other.
    points: Vec<u32>,
    /// Where each group begins there, and where the last ends.
    starts: Vec<u32>,
}

/// Points that are put together.
#[derive(Clone, Copy)]
pub(crate) struct PointGroup<'a> {
    profile: &'a Profile,
    points: &'a [u32],
}

/// The groups of `profile`. Stacks that look the same, since they differ in
/// nothing but addresses, are one.
pub(crate) fn groups(profile: &Profile, grouping: Grouping) -> Groups<'_> {
    let numbers = match grouping {
        Grouping::Stack => by_stack(profile),
        _ => {
            let mut names = Names::of(profile, grouping);
            profile.points().iter().map(|point| names.number(point)).collect()
        }
    };
    Groups::of(profile, &numbers)
}

/// A number for each point, the same for those whose stacks look the same.
fn by_stack(profile: &Profile) -> Vec<u32> {
    let labels = Labels::of(profile);
    let points = profile.points();
    if labels.are_all_different() {
        // Equal stacks are one since the profile was read.
        return (0..points.len() as u32).collect();
    }
    first_equals(points.len(), |at| {
        let stack = profile.frame_indices(&points[at as usize]).iter();
        stack.map(|&frame| labels.place(frame))
    })
}

impl<'a> Groups<'a> {
    /// The groups of points that have the same of `numbers`, one each.
    fn of(profile: &'a Profile, numbers: &[u32]) -> Groups<'a> {
        let mut known: HashMap<u32, u32> = HashMap::new();
        let mut counts: Vec<u32> = Vec::new();
        let groups = numbers.iter().map(|number| {
            let next = counts.len() as u32;
            let group = *known.entry(*number).or_insert(next);
            if group == next {
                counts.push(0);
            }
            counts[group as usize] += 1;
            group
        });
        let groups: Vec<u32> = groups.collect();
        drop(known);
        let mut starts = vec![0];
        for count in counts {
            starts.push(starts[starts.len() - 1] + count);
        }
        let mut free = starts.clone();
        let mut points = vec![0; numbers.len()];
        for (group, point) in groups.into_iter().zip(0..) {
            let place = &mut free[group as usize];
            points[*place as usize] = point;
            *place += 1;
        }
        Groups { profile, points, starts }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// One of them, counted from 0.
    pub(crate) fn group(&self, at: usize) -> PointGroup<'_> {
        let Range { start, end } = self.starts[at]..self.starts[at + 1];
        let points = &self.points[start as usize..end as usize];
        PointGroup { profile: self.profile, points }
    }
}

impl<'a> PointGroup<'a> {
    /// The first of its points.
    pub(crate) fn point(&self) -> u32 {
        self.points[0]
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.points.len()
    }

    /// One figure of all of them; 0 if the profile does not know it.
    pub(crate) fn value(&self, figure: Figure) -> u64 {
        let value = |point| figure.of(self.profile, point).unwrap_or(0);
        self.all().map(value).fold(0, u64::saturating_add)
    }

    /// All figures of all of them.
    pub(crate) fn figures(&self) -> Figures {
        let mut figures = Figures::nothing(self.profile);
        self.all().for_each(|of| figures.add(&Figures::of(self.profile, of)));
        figures
    }

    /// How long a block lived on the average.
    pub(crate) fn average_lifetime(&self) -> Option<u64> {
        let mut sum = 0_u64;
        for point in self.all() {
            let lives = self.profile.field(point, Field::Lifetimes)?;
            sum = sum.saturating_add(lives);
        }
        let blocks = Figure::TotalBlocks;
        self.profile
            .knows(blocks)
            .then_some(sum)?
            .checked_div(self.value(blocks))
    }

    fn all(&self) -> impl Iterator<Item = &'a Point> + use<'a> {
        let points = self.profile.points();
        self.points.iter().map(|&at| &points[at as usize])
    }
}
