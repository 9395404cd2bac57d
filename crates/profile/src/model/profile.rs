//! The profile as a whole.

use std::collections::BTreeMap;

use serde_json::Value;

use super::merged::MergedPart;
use super::{
    Field, Fields, Figure, Figures, Frame, LoadedFile, Marks, Meta,
    NamedAddresses, Point,
};
use crate::error::Error;
use crate::origin::Context;
use crate::source::Sources;
use crate::view::Narrowed;

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
    /// What is known of every point.
    pub(crate) fields: Fields,
    pub(crate) marks: Option<Marks>,
    pub(crate) extra: BTreeMap<String, Value>,
    /// What it was merged from, if it was.
    pub(crate) parts: Vec<MergedPart>,
    /// Where files of code lay in the process, as far as it tells.
    pub(crate) modules: Vec<LoadedFile>,
    /// What binaries gave names to.
    pub(crate) named: Vec<NamedAddresses>,
    /// What was found of the source of its frames, if it was looked for.
    pub(crate) sources: Option<Sources>,
    /// What was left out of it, if anything was.
    pub(crate) narrowed: Option<Narrowed>,
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
            let all = point.stack();
            let stack = &stacks[all.clone()];
            let is_kept = |&at: &u32| !is_left_out(&frames[at as usize]);
            let innermost = stack.iter().position(is_kept);
            let last = stack.len().saturating_sub(1);
            let start = all.start + innermost.unwrap_or(last);
            point.set_stack(start..all.end);
        }
        self.merge_changed_stacks();
    }

    /// Keeps no more than `frames` frames of each stack, from the innermost
    /// on. Points whose stacks are the same then are one.
    pub fn truncate_stacks(&mut self, frames: usize) {
        for point in &mut self.points {
            let std::ops::Range { start, end } = point.stack();
            point.set_stack(start..end.min(start.saturating_add(frames)));
        }
        self.merge_changed_stacks();
    }

    /// The stack of `point` as indices of [`Profile::frames`].
    pub fn frame_indices(&self, point: &Point) -> &[u32] {
        &self.stacks[point.stack()]
    }

    /// Merges points whose stacks became the same. Their sums stay, but for
    /// what is short-lived on the average of all that are one now.
    pub(crate) fn merge_changed_stacks(&mut self) {
        self.merge_equal_stacks();
        self.sum_up();
    }

    /// Sums all points up anew.
    pub(crate) fn sum_up(&mut self) {
        let mut sums = Figures::nothing(self);
        for point in &self.points {
            sums.add(&Figures::of(self, point));
        }
        self.sums = sums;
    }

    /// Settles whose the frames are by the stacks that they are in.
    pub(crate) fn settle_origins(&mut self) {
        let stacks = &self.stacks;
        let each = self.points.iter().map(|at| &stacks[at.stack()]);
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

    /// What the profile stores of `point`; `None` if it does not know that of
    /// its points.
    pub fn field(&self, point: &Point, field: Field) -> Option<u64> {
        self.fields.has(field).then(|| point.get(field))
    }

    /// How often each byte of a block of `point` was accessed, run-length
    /// encoded as dhat has it: a negative number says how often the next one
    /// stands. Profilers know it of points whose blocks are all of one size.
    pub fn access_counts<'a>(&self, point: &'a Point) -> Option<&'a [i64]> {
        point.counts.as_deref()
    }

    /// How long a block of `point` lived on the average, in the profile's
    /// time units.
    pub fn average_lifetime(&self, point: &Point) -> Option<u64> {
        let all = self.field(point, Field::Lifetimes)?;
        all.checked_div(self.field(point, Field::Blocks)?)
    }

    /// Whether the profile has that figure.
    pub fn knows(&self, figure: Figure) -> bool {
        let knows = |field| self.fields.has(field);
        match figure {
            Figure::ShortLived | Figure::ShortLivedBlocks => {
                self.meta.short_lived.is_some()
                    && knows(Field::Lifetimes)
                    && knows(Field::Bytes)
                    && knows(Field::Blocks)
            }
            _ => figure.field().is_some_and(knows),
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
    /// time units: what the profiler wrote into the file, as DHAT's own
    /// viewer has it.
    pub fn short_lived_up_to(&self) -> Option<u64> {
        self.meta.short_lived.filter(|_| self.knows(Figure::ShortLived))
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
