//! One program point: a call stack, and what happened there.

use std::ops::Range;

/// One program point: what happened below one call stack. Its figures are
/// bytes and blocks, or what an ad hoc profile counts instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Bytes of all its allocations, freed or not.
    pub bytes: u64,
    /// All its allocations, freed or not.
    pub blocks: u64,
    /// How long its blocks lived, where the profiler followed them.
    pub lives: Option<Lives>,
    /// How its blocks were read and written, where the profiler saw it.
    pub accesses: Option<Accesses>,
    /// Where its frames stand among all stacks of the profile.
    pub(crate) stack: Range<usize>,
}

/// How long the blocks of a point lived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lives {
    /// The sum of all its blocks' lifetimes, in the profile's time units;
    /// those still live at the end lived until then.
    pub lifetimes: Option<u64>,
    /// The most bytes of it that were ever live at once.
    pub max_bytes: u64,
    /// The blocks that were live when its bytes were at most.
    pub max_blocks: u64,
    /// Its bytes live at the peak of the whole profile; `<= max_bytes`.
    pub peak_bytes: u64,
    /// Its blocks live at the peak of the whole profile.
    pub peak_blocks: u64,
    /// Its bytes live at the end.
    pub end_bytes: u64,
    /// Its blocks live at the end.
    pub end_blocks: u64,
}

/// How the blocks of a point were used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accesses {
    /// Bytes read.
    pub reads: u64,
    /// Bytes written.
    pub writes: u64,
    /// How often each byte of a block was accessed, run-length encoded as the
    /// file has it: a negative number says how often the next one stands.
    pub counts: Option<Box<[i64]>>,
}

impl Point {
    /// How long a block lived on the average, in the profile's time units.
    pub fn average_lifetime(&self) -> Option<u64> {
        let all = self.lives.as_ref()?.lifetimes?;
        all.checked_div(self.blocks)
    }
}
