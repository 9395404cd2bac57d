//! The tree of calls, from the outermost function inwards.
//!
//! It is never built as a whole: points sorted by their stacks are a tree
//! already, in which every branch is a range of them.

use std::ops::Range;

use super::labels::label;
use super::{Labels, Place};
use crate::model::{Figure, Figures, Frame, Profile};

/// The calls of a profile, merged where they have the same callers.
pub struct Tree<'a> {
    profile: &'a Profile,
    labels: Labels,
    /// The points' stacks, the outermost place first, one behind the other.
    places: Vec<Place>,
    /// Of each point, in the order of the tree: where its stack is, and which
    /// of the profile's it is.
    points: Vec<(Range<usize>, u32)>,
}

/// A branch of the tree: all points whose stacks begin alike.
#[derive(Clone, Debug)]
pub struct Branch {
    points: Range<usize>,
    depth: usize,
    /// What its points have together.
    pub figures: Figures,
}

/// What was left out of a drawing, because it is too small to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// How many branches.
    pub branches: usize,
    /// How many of the profile's points end in them.
    pub points: usize,
    /// What they have together.
    pub figures: Figures,
}

impl<'a> Tree<'a> {
    /// The tree of `profile`.
    pub fn of(profile: &'a Profile) -> Tree<'a> {
        let labels = Labels::of(profile);
        let mut places = Vec::with_capacity(profile.stacks.len());
        let mut points = Vec::with_capacity(profile.points().len());
        for (at, point) in profile.points().iter().enumerate() {
            let start = places.len();
            let stack = profile.frame_indices(point).iter().rev();
            places.extend(stack.map(|&frame| labels.place(frame)));
            points.push((start..places.len(), at as u32));
        }
        points.sort_by(|one, other| {
            let (one_stack, other_stack) =
                (&places[one.0.clone()], &places[other.0.clone()]);
            one_stack.cmp(other_stack).then(one.1.cmp(&other.1))
        });
        Tree { profile, labels, places, points }
    }

    /// The whole profile.
    pub fn root(&self) -> Branch {
        self.branch(0..self.points.len(), 0)
    }

    /// The branches that part from `branch`, in no order that means anything.
    /// What ends in `branch` itself is in none of them.
    pub fn children(&self, branch: &Branch) -> Vec<Branch> {
        let mut children = Vec::new();
        let depth = branch.depth;
        let mut at = branch.points.start;
        // Shorter stacks sort first, so those that end here come first.
        while at < branch.points.end && self.stack(at).len() == depth {
            at += 1;
        }
        while at < branch.points.end {
            let place = self.stack(at)[depth];
            let rest = at..branch.points.end;
            let more = rest
                .clone()
                .take_while(|&one| self.stack(one)[depth] == place)
                .count();
            children.push(self.branch(at..at + more, depth + 1));
            at += more;
        }
        children
    }

    /// The frame that a branch is of; `None` of the whole profile.
    pub fn frame(&self, branch: &Branch) -> Option<&'a Frame> {
        let last = branch.depth.checked_sub(1)?;
        let place = self.stack(branch.points.start).get(last)?;
        Some(self.labels.frame(self.profile, *place))
    }

    /// The function that a branch is of and where it is; `all` of the whole.
    pub fn label(&self, branch: &Branch) -> String {
        self.frame(branch).map_or_else(|| "all".to_owned(), label)
    }

    /// The profile.
    pub fn profile(&self) -> &'a Profile {
        self.profile
    }

    fn stack(&self, at: usize) -> &[Place] {
        &self.places[self.points[at].0.clone()]
    }

    fn branch(&self, points: Range<usize>, depth: usize) -> Branch {
        let mut figures = Figures::nothing(self.profile);
        for (_, at) in &self.points[points.clone()] {
            let point = &self.profile.points()[*at as usize];
            figures.add(&Figures::of(self.profile, point));
        }
        Branch { points, depth, figures }
    }
}

impl Branch {
    /// How many of the profile's points are in it.
    pub fn points(&self) -> usize {
        self.points.len()
    }

    /// How many frames it is from the outermost.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Whether it has less than one `part` of every figure in `whole`.
    pub(crate) fn is_below(&self, whole: &Figures, part: u64) -> bool {
        Figure::ALL.into_iter().all(|figure| {
            let of = |figures: &Figures| figures.get(figure).unwrap_or(0);
            of(&self.figures).saturating_mul(part) < of(whole).max(1)
        })
    }
}
