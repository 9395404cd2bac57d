//! One point of a profile, for people.

use crate::model::{Figures, Frame, Point, Profile};

/// One program point in a list: what it has, and who asked for it.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    profile: &'a Profile,
    point: &'a Point,
}

impl<'a> Site<'a> {
    pub(crate) fn new(profile: &'a Profile, point: &'a Point) -> Site<'a> {
        Site { profile, point }
    }

    /// The point.
    pub fn point(&self) -> &'a Point {
        self.point
    }

    /// All its figures.
    pub fn figures(&self) -> Figures {
        Figures::of(self.profile, self.point)
    }

    /// The frame that asked: the innermost that is not what every allocation
    /// passes through; the innermost if all are.
    pub fn asker(&self) -> &'a Frame {
        &self.profile.frames()[self.callers_indices()[0] as usize]
    }

    /// The frames from the one that asked outwards.
    pub fn callers(
        &self,
    ) -> impl ExactSizeIterator<Item = &'a Frame> + use<'a> {
        let frames = self.profile.frames();
        self.callers_indices().iter().map(move |&at| &frames[at as usize])
    }

    fn callers_indices(&self) -> &'a [u32] {
        let stack = self.profile.frame_indices(self.point);
        let frames = self.profile.frames();
        let asks = |&at: &u32| !frames[at as usize].is_plumbing();
        &stack[stack.iter().position(asks).unwrap_or(0)..]
    }
}
