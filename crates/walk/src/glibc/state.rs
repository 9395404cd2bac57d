//! `struct malloc_state`: what an arena says of itself.

use super::layout::{BINS, Layout, NOT_CONTIGUOUS};
use crate::{Memory, Refusal};

/// An arena, as it was read.
#[derive(Clone, Debug)]
pub(super) struct Arena {
    pub(super) address: u64,
    /// Its number in the ring; the main arena's is 0.
    pub(super) number: usize,
    /// Whether a thread stands in the middle of changing it. It is walked all
    /// the same: if its chunks add up, no more than the one that the thread
    /// is about to take or give back can be taken for something else.
    pub(super) locked: bool,
    pub(super) contiguous: bool,
    pub(super) top: u64,
    /// Bytes that it has from the system, by its own count.
    pub(super) system: u64,
    /// The heads of its fast bins.
    pub(super) fast: Vec<u64>,
    /// Chunks that stand first or last in a bin, and so are free.
    pub(super) binned: Vec<u64>,
}

impl Arena {
    /// Reads the arena at `address`.
    pub(super) fn read(
        memory: &dyn Memory,
        address: u64,
        number: usize,
        layout: Layout,
    ) -> Result<Arena, Refusal> {
        let failed = |source| Refusal::Memory { what: "an arena", source };
        let words = (layout.size() / 8) as usize;
        let words = memory.words(address, words).map_err(failed)?;
        let at = |offset: u64| {
            words.get((offset / 8) as usize).copied().unwrap_or_default()
        };
        let (lock, flags) = (at(0) as u32, (at(0) >> 32) as u32);
        let fast = layout.fast_bins().map(|(start, count)| {
            (0..count).map(|n| at(start + n as u64 * 8)).collect()
        });
        Ok(Arena {
            address,
            number,
            locked: lock != 0,
            contiguous: flags & NOT_CONTIGUOUS == 0,
            top: at(layout.top()),
            system: at(layout.system_memory()),
            fast: fast.unwrap_or_default(),
            binned: binned(address, layout, at),
        })
    }

    /// Whether nothing was ever taken from it.
    pub(super) fn is_unused(&self, layout: Layout) -> bool {
        // Its top is then the first bin, as if that were a chunk.
        self.system == 0 || self.top == self.address + layout.bins - 16
    }

    pub(super) fn is_main(&self) -> bool {
        self.number == 0
    }

    pub(super) fn name(&self) -> String {
        match self.number {
            0 => "main arena".to_owned(),
            number => format!("arena {number}"),
        }
    }
}

fn binned(address: u64, layout: Layout, at: impl Fn(u64) -> u64) -> Vec<u64> {
    let mut chunks = Vec::new();
    for bin in 0..BINS as u64 {
        let head = layout.bins + bin * 16;
        let own = address.wrapping_add(head).wrapping_sub(16);
        let links = [at(head), at(head + 8)];
        chunks.extend(links.into_iter().filter(|&link| link != own));
    }
    chunks.sort_unstable();
    chunks.dedup();
    chunks
}
