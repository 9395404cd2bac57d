//! What malloc has handed out at most, by its own counts: it is known where
//! chunks make no sense, since no chunk that is in use is read for it.

use super::GlibcHeap;
use super::held::fast_bins;
use super::layout::BINS;
use super::state::Arena;
use super::steps::Steps;
use crate::{Memory, Target};

/// Free chunks in a bin, at most; what is behind them counts as handed out.
const CHUNKS_MAX: usize = 1 << 20;

/// Bits of a chunk's size that say other things.
const FLAGS: u64 = 7;

impl GlibcHeap {
    /// Bytes of all chunks that are in use, and of those that malloc keeps at
    /// hand for its threads; `None` where its counts are not found.
    pub(super) fn total(&self, target: &Target<'_>) -> Option<u64> {
        let memory = target.memory;
        let mapped = self.parameters?.read(memory).ok()?.mapped;
        let arenas = self.arenas(target).ok()?;
        let mut steps = Steps::of(target);
        let in_use = arenas.iter().map(|arena| {
            let free = [
                self.top(memory, arena),
                self.binned(memory, arena),
                fast(memory, arena, &mut steps),
            ];
            let free = free.into_iter().fold(0, u64::saturating_add);
            // What is free and more than there is, is damaged.
            arena.system.checked_sub(free)
        });
        in_use.sum::<Option<u64>>()?.checked_add(mapped)
    }

    /// Bytes of the chunk that new ones are cut from.
    fn top(&self, memory: &dyn Memory, arena: &Arena) -> u64 {
        match arena.is_unused(self.layout) {
            true => 0,
            false => size(memory, arena.top).unwrap_or(0),
        }
    }

    /// Bytes of the chunks in an arena's bins.
    fn binned(&self, memory: &dyn Memory, arena: &Arena) -> u64 {
        let heads = (0..BINS as u64).map(|bin| {
            // As if the two links of a head were those of a chunk.
            arena.address + self.layout.bins + bin * 16 - 16
        });
        let bytes = heads.map(|head| bin(memory, head).unwrap_or(0));
        bytes.fold(0, u64::saturating_add)
    }
}

/// Bytes of the chunks in an arena's fast bins, if these make sense.
fn fast(memory: &dyn Memory, arena: &Arena, steps: &mut Steps) -> u64 {
    let mut all = Vec::new();
    let read = fast_bins(memory, arena, steps, &mut all);
    let sizes = all.iter().filter_map(|of| of.size);
    read.map_or(0, |()| sizes.sum())
}

/// Bytes of the chunks in the ring of `head`, if it leads back.
fn bin(memory: &dyn Memory, head: u64) -> Option<u64> {
    let mut sum = 0_u64;
    let mut at = next(memory, head)?;
    for _ in 0..CHUNKS_MAX {
        if at == head {
            return Some(sum);
        }
        sum = sum.checked_add(size(memory, at)?)?;
        at = next(memory, at)?;
    }
    None
}

fn size(memory: &dyn Memory, chunk: u64) -> Option<u64> {
    let size = memory.word(chunk.checked_add(8)?).ok()?;
    Some(size & !FLAGS)
}

fn next(memory: &dyn Memory, chunk: u64) -> Option<u64> {
    memory.word(chunk.checked_add(16)?).ok()
}
