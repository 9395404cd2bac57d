//! An arena: memory that mimalloc reserved at once, in slices.

use super::map::SLICE;
use crate::{Memory, Refusal, Span};

/// More arenas than a process has, and more slices than an arena has.
pub(super) const ARENAS_MAX: usize = 1 << 10;
const SLICES_MAX: u64 = 1 << 22;

/// Slices that one chunk of a bitmap tells of, and its bytes.
const CHUNK: u64 = 512;
const CHUNK_BYTES: u64 = CHUNK / 8;
/// Where in the record of an arena the pointers to its bitmaps may stand.
const BITMAPS: std::ops::RangeInclusive<u64> = 80..=160;
/// Tables in front of the chunks of a bitmap: fewer than this.
const TABLES_MAX: u64 = 32;

/// An arena: its record is at its beginning.
#[derive(Clone, Debug)]
pub(super) struct Arena {
    pub(super) span: Span,
    /// A bit of 1 is a slice that is free.
    free: Vec<u64>,
    /// A bit of 1 is a slice that was used since it was given back last.
    purge: Vec<u64>,
}

impl Arena {
    /// The arena whose record is at `address`.
    pub(super) fn read(
        memory: &dyn Memory,
        address: u64,
    ) -> Result<Arena, Refusal> {
        let damaged = || {
            Refusal::inconsistent(format!(
                "what is said to be an arena at {address:#x} is none"
            ))
        };
        let slices = memory.word(address.saturating_add(40))?;
        let tables = memory.word(address.saturating_add(48))?;
        if tables == 0 || tables >= slices || slices > SLICES_MAX {
            return Err(damaged());
        }
        let end = address.checked_add(slices * SLICE).ok_or_else(damaged)?;
        let chunks = slices.div_ceil(CHUNK);
        let place = bitmaps(memory, address, tables, chunks)?;
        let [free, purge] = place.ok_or_else(damaged)?;
        let words = (chunks * CHUNK_BYTES / 8) as usize;
        Ok(Arena {
            span: address..end,
            free: memory.words(free, words)?,
            purge: memory.words(purge, words)?,
        })
    }

    /// Whether the slice is free.
    pub(super) fn is_free(&self, slice: u64) -> bool {
        is_set(&self.free, slice)
    }

    /// Whether a slice that is free is given back when mimalloc collects.
    pub(super) fn is_to_purge(&self, slice: u64) -> bool {
        is_set(&self.purge, slice)
    }
}

fn is_set(bitmap: &[u64], bit: u64) -> bool {
    let word = bitmap.get((bit / 64) as usize);
    word.is_some_and(|word| word >> (bit % 64) & 1 != 0)
}

/// Where the chunks of two bitmaps begin: of the free slices and of those to
/// purge.
///
/// Four bitmaps lie one behind the other, and so do the pointers to them:
/// free, committed, dirty, to purge. Each begins with the number of its
/// chunks and ends with them; between are tables, of which the first has
/// more.
fn bitmaps(
    memory: &dyn Memory,
    address: u64,
    tables: u64,
    chunks: u64,
) -> Result<Option<[u64; 2]>, Refusal> {
    let inside = address..address + tables * SLICE;
    let bytes = chunks * CHUNK_BYTES;
    for offset in BITMAPS.step_by(8) {
        let pointers = memory.words(address.saturating_add(offset), 4)?;
        let gap = |at: usize| pointers[at + 1].saturating_sub(pointers[at]);
        let fits = pointers
            .iter()
            .all(|at| inside.contains(at) && memory.word(*at) == Ok(chunks));
        if fits
            && gap(1) > bytes
            && gap(1) == gap(2)
            && gap(0) > gap(1)
            && gap(0) < bytes + TABLES_MAX * CHUNK_BYTES
        {
            let purge = pointers[3].saturating_add(gap(2) - bytes);
            return Ok(Some([pointers[1] - bytes, purge]));
        }
    }
    Ok(None)
}

/// Every arena of the process that `known` is of: its record leads to what
/// the process has in common, which lists them.
pub(super) fn all(
    memory: &dyn Memory,
    known: u64,
) -> Result<Vec<u64>, Refusal> {
    let process = memory.word(known.saturating_add(24))?;
    let count = memory.word(process.saturating_add(24))?;
    let list = process.saturating_add(32);
    let mut found = Vec::new();
    for index in 0..count.min(ARENAS_MAX as u64) {
        let arena = memory.word(list.saturating_add(index * 8))?;
        if arena == 0 {
            continue;
        }
        let of = memory.word(arena.saturating_add(24))?;
        let number = memory.word(arena.saturating_add(32))?;
        if (of, number) == (process, index) {
            found.push(arena);
        }
    }
    if !found.contains(&known) {
        found.push(known);
    }
    Ok(found)
}
