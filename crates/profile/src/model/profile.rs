//! The profile as a whole.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Figure, Figures, Frame, Marks, Meta, Point};
use crate::error::Error;
use crate::origin::Context;

/// Blocks are short-lived up to this part of the run.
const BRIEF_PART: u64 = 100;

/// A heap profile, or one of events or copies, as dhat and its kin store it.
///
/// Frames stand once, whatever the number of stacks that have them; a stack
/// is a list of their indices, the innermost frame first.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    pub(crate) meta: Meta,
    pub(crate) frames: Vec<Frame>,
    pub(crate) stacks: Vec<u32>,
    pub(crate) points: Vec<Point>,
    pub(crate) sums: Figures,
    pub(crate) has_lives: bool,
    pub(crate) has_lifetimes: bool,
    pub(crate) has_accesses: bool,
    pub(crate) marks: Option<Marks>,
    pub(crate) extra: BTreeMap<String, Value>,
}

impl Profile {
    /// What it says of itself.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// All frames, each once.
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// All program points, in the order of the file.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The call stack of `point`, the innermost frame first.
    pub fn stack<'a>(
        &'a self,
        point: &Point,
    ) -> impl DoubleEndedIterator<Item = &'a Frame> + ExactSizeIterator + use<'a>
    {
        self.frame_indices(point).iter().map(|&at| &self.frames[at as usize])
    }

    /// Leaves out the innermost frames of each stack, as far as they are of
    /// the kind that `is_left_out` says; never the last one.
    pub fn leave_out(&mut self, is_left_out: impl Fn(&Frame) -> bool) {
        let (frames, stacks) = (&self.frames, &self.stacks);
        for point in &mut self.points {
            let stack = &stacks[point.stack.clone()];
            let is_kept = |&at: &u32| !is_left_out(&frames[at as usize]);
            let innermost = stack.iter().position(is_kept);
            let last = stack.len().saturating_sub(1);
            point.stack.start += innermost.unwrap_or(last);
        }
    }

    /// Keeps no more than `frames` frames of each stack, from the innermost
    /// on. Points whose stacks are the same then are one when they are
    /// exported.
    pub fn truncate_stacks(&mut self, frames: usize) {
        for point in &mut self.points {
            let std::ops::Range { start, end } = point.stack;
            point.stack = start..end.min(start.saturating_add(frames));
        }
    }

    /// The stack of `point` as indices of [`Profile::frames`].
    pub fn frame_indices(&self, point: &Point) -> &[u32] {
        &self.stacks[point.stack.clone()]
    }

    /// Settles whose the frames are by the stacks that they are in.
    pub(crate) fn settle_origins(&mut self) {
        let stacks = &self.stacks;
        let each = self.points.iter().map(|at| &stacks[at.stack.clone()]);
        Context::of(each).settle(&mut self.frames);
    }

    /// The sum of a figure over all points; `None` if the profile does not
    /// know it.
    pub fn sum(&self, figure: Figure) -> Option<u64> {
        self.sums.get(figure)
    }

    /// The sums of all figures.
    pub fn sums(&self) -> &Figures {
        &self.sums
    }

    /// Whether the profile has that figure.
    pub fn knows(&self, figure: Figure) -> bool {
        match figure {
            Figure::Total | Figure::TotalBlocks => true,
            Figure::Peak
            | Figure::PeakBlocks
            | Figure::End
            | Figure::EndBlocks => self.has_lives,
            Figure::ShortLived | Figure::ShortLivedBlocks => self.has_lifetimes,
            Figure::Reads | Figure::Writes => self.has_accesses,
        }
    }

    /// The figures that the profile has.
    pub fn known(&self) -> impl Iterator<Item = Figure> {
        Figure::ALL.into_iter().filter(|&figure| self.knows(figure))
    }

    /// Refuses a figure that the profile does not have.
    pub(crate) fn refuse_unknown(&self, figure: Figure) -> Result<(), Error> {
        if self.knows(figure) {
            return Ok(());
        }
        let known: Vec<_> = self.known().map(Figure::name).collect();
        Err(Error::Unknown {
            figure: figure.name(),
            mode: self.meta.mode_text.clone(),
            known: known.join(", "),
        })
    }

    /// Up to what average lifetime blocks are short-lived, in the profile's
    /// time units: a hundredth of the run. The limit of the file is one for
    /// all programs, however long they run, so it is not used here.
    pub fn brief(&self) -> u64 {
        self.meta.time_of_end / BRIEF_PART
    }

    /// Whether the blocks of `point` are short-lived on the average.
    pub fn is_brief(&self, point: &Point) -> Option<bool> {
        let lifetimes = point.lives.as_ref()?.lifetimes?;
        let most = u128::from(self.brief()) * u128::from(point.blocks);
        Some(point.blocks > 0 && u128::from(lifetimes) <= most)
    }

    /// What Residue adds to a profile of its own; `None` in any other.
    pub fn marks(&self) -> Option<&Marks> {
        self.marks.as_ref()
    }

    /// Adds what Residue knows of the profile.
    pub fn set_marks(&mut self, marks: Marks) {
        self.marks = Some(marks);
    }

    /// What else the file has at its top, which no view shows.
    pub fn extra(&self) -> &BTreeMap<String, Value> {
        &self.extra
    }
}
