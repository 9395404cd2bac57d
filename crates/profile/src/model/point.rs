//! One program point: a call stack, and what happened there.

use std::ops::Range;

use super::Field;

/// One program point: what happened below one call stack. What of it is known
/// is the same for all points of a profile: see [`Profile::field`].
///
/// [`Profile::field`]: super::Profile::field
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// Its numbers by field; 0 where the profile does not know the field.
    values: [u64; Field::ALL.len()],
    /// How often each byte of a block was accessed, run-length encoded as the
    /// file has it: a negative number says how often the next one stands.
    pub(crate) counts: Option<Box<[i64]>>,
    /// Where its frames stand among all stacks of the profile. A file of the
    /// largest size that is read has fewer frames than these can count.
    stack: Range<u32>,
}

impl Point {
    /// A point whose numbers are all 0, with the frames at `stack`.
    pub(crate) fn at(stack: Range<usize>) -> Point {
        let mut point = Point::default();
        point.set_stack(stack);
        point
    }

    /// Where its frames stand among all stacks of the profile, the innermost
    /// first.
    pub(crate) fn stack(&self) -> Range<usize> {
        self.stack.start as usize..self.stack.end as usize
    }

    pub(crate) fn set_stack(&mut self, stack: Range<usize>) {
        self.stack = stack.start as u32..stack.end as u32;
    }

    pub(crate) fn get(&self, field: Field) -> u64 {
        self.values[field as usize]
    }

    pub(crate) fn set(&mut self, field: Field, value: u64) {
        self.values[field as usize] = value;
    }

    /// Adds another point of the same stack. Its most is then at most what
    /// is written: the two may have had theirs at different times.
    pub(crate) fn add(&mut self, more: &Point) {
        for (sum, part) in self.values.iter_mut().zip(more.values) {
            *sum = sum.saturating_add(part);
        }
        // Counts of blocks of different points do not go together.
        self.counts = None;
    }
}
