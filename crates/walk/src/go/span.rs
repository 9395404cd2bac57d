//! One span, as its record says.

use super::sizes::{self, PAGE};
use super::version::GoRelease;
use crate::{Memory, Refusal, Span};

/// Where in the record of a span what stands, as far as releases differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SpanLayout {
    /// Whether counts of objects are of 2 bytes; else of 8.
    has_short_counts: bool,
    /// Where the pointers to the bits stand, and the figures behind.
    bits: usize,
    figures: usize,
    /// Whether the bits of a collection are where their pointer says until
    /// the span is swept.
    pub(super) has_marks: bool,
}

impl SpanLayout {
    pub(super) const fn of(release: GoRelease) -> SpanLayout {
        let (has_short_counts, bits, figures) = match release.minor {
            ..=20 => (false, 72, 88),
            21 => (false, 72, 96),
            22.. => (true, 64, 88),
        };
        // From 1.25 on they may stand in the span.
        let has_marks = release.minor < 25;
        SpanLayout { has_short_counts, bits, figures, has_marks }
    }

    /// Bytes of a record that are read.
    const fn size(self) -> usize {
        self.figures + 24
    }
}

/// What a span is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SpanState {
    /// Nothing: the record waits to be used again.
    Dead,
    /// Objects.
    InUse,
    /// Stacks, or what the collector itself needs.
    Manual,
}

/// The record of a span.
#[derive(Clone, Copy, Debug)]
pub(super) struct SpanRecord {
    pub(super) start: u64,
    pub(super) pages: u64,
    pub(super) state: SpanState,
    /// Objects before this are allocated.
    pub(super) free_index: u64,
    /// Objects that there is room for.
    pub(super) objects: u64,
    /// Bits of those that are allocated, and of those found alive.
    pub(super) allocated: u64,
    pub(super) marked: u64,
    pub(super) generation: u32,
    /// Objects that are allocated, a count.
    pub(super) count: u64,
    class: u8,
    /// Bytes of an object.
    pub(super) size: u64,
}

/// More pages than a span has.
const PAGES_MAX: u64 = 1 << 36;

impl SpanRecord {
    pub(super) fn read(
        memory: &dyn Memory,
        address: u64,
        layout: SpanLayout,
    ) -> Result<SpanRecord, Refusal> {
        let words = memory.words(address, layout.size() / 8)?;
        let (bits, figures) = (layout.bits / 8, layout.figures / 8);
        let short = |word: u64, at: u32| word >> (at * 16) & 0xffff;
        let (free_index, objects) = match layout.has_short_counts {
            true => (short(words[6], 0), short(words[6], 1)),
            false => (words[6], words[7]),
        };
        let counts = words[figures + 1];
        let [_, _, class, state, ..] = counts.to_le_bytes();
        let state = match state {
            0 => SpanState::Dead,
            1 => SpanState::InUse,
            2 => SpanState::Manual,
            _ => return Err(damaged(address)),
        };
        Ok(SpanRecord {
            start: words[3],
            pages: words[4],
            state,
            free_index,
            objects,
            allocated: words[bits],
            marked: words[bits + 1],
            generation: words[figures] as u32,
            count: short(counts, 0),
            class: class >> 1,
            size: words[figures + 2],
        })
    }

    /// Whether its figures can be those of a span.
    pub(super) fn makes_sense(&self) -> bool {
        let bytes = self.pages.checked_mul(PAGE);
        let end = bytes.and_then(|bytes| self.start.checked_add(bytes));
        let is_whole = self.start.is_multiple_of(PAGE)
            && self.start > 0
            && self.pages > 0
            && self.pages < PAGES_MAX
            && end.is_some();
        match self.state {
            // Some wait for their first use.
            SpanState::Dead => true,
            SpanState::Manual => is_whole,
            SpanState::InUse => is_whole && self.holds_objects(),
        }
    }

    fn holds_objects(&self) -> bool {
        let bytes = self.pages * PAGE;
        let is_sized = match sizes::of(self.class) {
            Some(size) => self.size == size,
            None => self.class == 0 && self.objects == 1 && self.size > 0,
        };
        is_sized
            && self.objects > 0
            && self.free_index <= self.objects
            && self.count <= self.objects
            && self.size.checked_mul(self.objects).is_some_and(|of| of <= bytes)
    }

    pub(super) fn span(&self) -> Span {
        self.start..self.start + self.pages * PAGE
    }

    /// Whether it holds stacks of goroutines.
    pub(super) fn is_stack(&self) -> bool {
        self.state == SpanState::Manual && self.size > 0
    }
}

pub(super) fn damaged(address: u64) -> Refusal {
    Refusal::inconsistent(format!(
        "the record of a span at {address:#x} makes no sense"
    ))
}
