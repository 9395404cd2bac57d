//! A bound for walks through memory that may be hostile.

use crate::{Refusal, Target};

/// Steps that may still be taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps {
    left: u64,
}

impl Steps {
    /// Enough for a process all of whose memory is chunks of the smallest
    /// size, walked a few times over.
    pub(super) fn of(target: &Target<'_>) -> Steps {
        const WALKS: u64 = 6;
        const SMALLEST: u64 = 32;
        let heaps = target.mappings.iter().filter(|map| map.is_heap_like());
        let bytes: u64 = heaps.map(|map| map.span.end - map.span.start).sum();
        // What is reserved and never used is far larger than any heap.
        let bytes = bytes.min(1 << 40);
        Steps { left: bytes / SMALLEST * WALKS + (1 << 20) }
    }

    #[inline]
    pub(super) fn take(&mut self) -> Result<(), Refusal> {
        let end = || Refusal::Inconsistent {
            what: "its lists and chunks have no end".to_owned(),
        };
        self.left = self.left.checked_sub(1).ok_or_else(end)?;
        Ok(())
    }
}
