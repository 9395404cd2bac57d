//! The tree of calls, from the outermost function inwards. Branches are made
//! as they are asked for.

use std::ops::Range;
use std::sync::Arc;

use super::{Labels, PlacedStacks, Prefix, label};
use crate::model::{Figures, Frame, Profile};

/// The calls of a profile, merged where they have the same callers.
pub struct Tree<'a> {
    profile: &'a Profile,
    labels: Arc<Labels>,
    prefix: Prefix<'a>,
}

/// The stacks of a profile, with a place for each frame.
struct Labelled<'a> {
    profile: &'a Profile,
    labels: Arc<Labels>,
}

impl Labelled<'_> {
    fn stack(&self, point: u32) -> &[u32] {
        self.profile.frame_indices(&self.profile.points()[point as usize])
    }
}

impl PlacedStacks for Labelled<'_> {
    fn count(&self) -> usize {
        self.profile.points().len()
    }

    fn depth(&self, point: u32) -> usize {
        self.stack(point).len()
    }

    fn place(&self, point: u32, depth: usize) -> u32 {
        let stack = self.stack(point);
        // A profile has its stacks from the innermost frame on.
        self.labels.place(stack[stack.len() - 1 - depth])
    }
}

/// A branch of the tree: all points whose stacks begin alike.
#[derive(Clone, Debug)]
pub struct Branch {
    points: Range<usize>,
    depth: usize,
    /// What its points have together.
    pub figures: Figures,
}

impl<'a> Tree<'a> {
    /// The tree of `profile`.
    pub fn of(profile: &'a Profile) -> Tree<'a> {
        let labels = Arc::new(Labels::of(profile));
        let labelled = Labelled { profile, labels: Arc::clone(&labels) };
        let prefix = Prefix::of(labelled);
        Tree { profile, labels, prefix }
    }

    /// The whole profile.
    pub fn root(&self) -> Branch {
        self.branch(0..self.prefix.len(), 0)
    }

    /// The branches that part from `branch`, in no order that means anything.
    /// What ends in `branch` itself is in none of them.
    pub fn children(&self, branch: &Branch) -> Vec<Branch> {
        let depth = branch.depth;
        let children = self.prefix.children(&branch.points, depth);
        children.into_iter().map(|at| self.branch(at, depth + 1)).collect()
    }

    /// The frame that a branch is of; `None` of the whole profile.
    pub fn frame(&self, branch: &Branch) -> Option<&'a Frame> {
        let last = branch.depth.checked_sub(1)?;
        let place = self.prefix.place(branch.points.start, last);
        Some(self.labels.frame(self.profile, place))
    }

    /// The function that a branch is of and where it is; `all` of the whole.
    pub fn label(&self, branch: &Branch) -> String {
        self.frame(branch).map_or_else(|| "all".to_owned(), label)
    }

    pub(crate) fn prefix(&self) -> &Prefix<'a> {
        &self.prefix
    }

    pub(crate) fn place_label(&self, place: u32) -> String {
        label(self.labels.frame(self.profile, place))
    }

    fn branch(&self, points: Range<usize>, depth: usize) -> Branch {
        let mut figures = Figures::nothing(self.profile);
        for at in self.prefix.points(points.clone()) {
            let point = &self.profile.points()[at];
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
}
