//! Chunks that the program has freed and that still seem to be in use.

use super::layout::{HEADER, reveal};
use super::state::Arena;
use super::steps::Steps;
use super::tcache::Cache;
use crate::{Holder, Memory, Refusal};

/// A chunk that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Held {
    pub(super) chunk: u64,
    /// The size that it must have, where that is known.
    pub(super) size: Option<u64>,
    /// `None`: it is a cache itself, and so the allocator's own.
    pub(super) holder: Option<Holder>,
}

/// All held chunks by address, each of which must be met once.
#[derive(Clone, Debug, Default)]
pub(super) struct AllHeld {
    sorted: Vec<Held>,
    met: usize,
}

impl AllHeld {
    pub(super) fn of(
        memory: &dyn Memory,
        arenas: &[Arena],
        caches: &[Cache],
        steps: &mut Steps,
    ) -> Result<AllHeld, Refusal> {
        let mut sorted = Vec::new();
        for cache in caches {
            let chunk = cache.chunk;
            sorted.push(Held { chunk, size: None, holder: None });
            let holder = Some(Holder::ThreadCache);
            let held = |&(chunk, size)| Held { chunk, size, holder };
            sorted.extend(cache.cached.iter().map(held));
        }
        for arena in arenas {
            fast_bins(memory, arena, steps, &mut sorted)?;
        }
        sorted.sort_unstable();
        if sorted.windows(2).any(|two| two[0].chunk == two[1].chunk) {
            let what = "a chunk is in two lists of free ones".to_owned();
            return Err(Refusal::Inconsistent { what });
        }
        Ok(AllHeld { sorted, met: 0 })
    }

    /// Where to look for chunks from `address` on.
    pub(super) fn cursor(&self, address: u64) -> usize {
        self.sorted.partition_point(|held| held.chunk < address)
    }

    /// What holds the chunk at `chunk`, which comes after all that `cursor`
    /// has passed.
    #[inline]
    pub(super) fn take(
        &mut self,
        cursor: &mut usize,
        chunk: u64,
        size: u64,
    ) -> Result<Option<Held>, Refusal> {
        let Some(held) = self.sorted.get(*cursor).copied() else {
            return Ok(None);
        };
        if held.chunk > chunk {
            return Ok(None);
        }
        if held.chunk < chunk || held.size.is_some_and(|is| is != size) {
            return Err(odd(held.chunk));
        }
        *cursor += 1;
        self.met += 1;
        Ok(Some(held))
    }

    /// Refuses if one of them was not met.
    pub(super) fn all_met(&self) -> Result<(), Refusal> {
        if self.met == self.sorted.len() {
            return Ok(());
        }
        let missing = self.sorted.len() - self.met;
        let what = format!("{missing} chunks in caches are nowhere");
        Err(Refusal::Inconsistent { what })
    }
}

/// Adds the chunks in an arena's fast bins to `all`.
pub(super) fn fast_bins(
    memory: &dyn Memory,
    arena: &Arena,
    steps: &mut Steps,
    all: &mut Vec<Held>,
) -> Result<(), Refusal> {
    for (bin, &head) in (0..).zip(&arena.fast) {
        let size = Some(32 + bin * 16);
        let before = all.len();
        let mut unlike = list(memory, head, true, size, steps, all);
        if unlike.is_err() {
            // Before 2.32.
            all.truncate(before);
            unlike = list(memory, head, false, size, steps, all);
        }
        unlike?;
    }
    Ok(())
}

fn list(
    memory: &dyn Memory,
    head: u64,
    mangled: bool,
    size: Option<u64>,
    steps: &mut Steps,
    all: &mut Vec<Held>,
) -> Result<(), Refusal> {
    let (mut chunk, mut seen, mut length) = (head, 0, 0u64);
    while chunk != 0 {
        steps.take()?;
        // A list that comes to where it was goes round for ever.
        if !chunk.is_multiple_of(16) || chunk == seen {
            return Err(odd(chunk));
        }
        length += 1;
        if length.is_power_of_two() {
            seen = chunk;
        }
        let holder = Some(Holder::FastBin);
        all.push(Held { chunk, size, holder });
        let at = chunk.checked_add(HEADER).ok_or_else(|| odd(chunk))?;
        let link = memory
            .word(at)
            .map_err(|source| Refusal::Memory { what: "a fast bin", source })?;
        chunk = reveal(at, link, mangled);
    }
    Ok(())
}

fn odd(chunk: u64) -> Refusal {
    let what =
        format!("a list of free chunks leads to {chunk:#x}, which is none");
    Refusal::Inconsistent { what }
}
