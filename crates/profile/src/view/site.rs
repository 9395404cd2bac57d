//! One point of a profile, for people.

use super::{Asker, Measures, label};
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

    /// What DHAT's own viewer tells of it beside its figures.
    pub fn measures(&self) -> Measures<'a> {
        Measures::of(self.profile, self)
    }

    /// The frame that asked for the memory: the innermost of the program's
    /// own code. Where the stack was cut before any, the outermost that was
    /// kept: see [`Site::is_cut`].
    pub fn asker(&self) -> &'a Frame {
        let stack = self.profile.frame_indices(self.point);
        &self.profile.frames()[stack[self.found().at] as usize]
    }

    /// What the site is called: the function that asked, and where it is. A
    /// cut stack is marked.
    pub fn name(&self) -> String {
        let mark = if self.is_cut() { ", cut" } else { "" };
        label(self.asker()) + mark
    }

    /// Whether the stack ends within libraries, so that who asked is not
    /// known.
    pub fn is_cut(&self) -> bool {
        self.found().is_cut
    }

    /// The frames from the one that asked outwards.
    pub fn callers(
        &self,
    ) -> impl ExactSizeIterator<Item = &'a Frame> + use<'a> {
        let frames = self.profile.frames();
        let stack = self.profile.frame_indices(self.point);
        let callers = &stack[self.found().at..];
        callers.iter().map(move |&at| &frames[at as usize])
    }

    fn found(&self) -> Asker {
        Asker::of(self.profile, self.point)
    }
}
