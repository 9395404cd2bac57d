//! Thread caches: objects that the program freed and jemalloc still counts
//! as in use.
//!
//! A cache is an array of bins in thread-local storage, one a size class,
//! each with a stack of objects in one common block of memory. That its
//! stacks lie one after the other tells an array of bins from anything else,
//! whatever stands around it.

use super::layout::Era;
use crate::{Memory, Span, Unreadable};

/// Fewer bins than any cache has, and more than chance puts in a row.
const BINS_MIN: usize = 8;
/// More than any cache has.
const BINS_MAX: usize = 236;
/// A bin of every era is as many bytes long.
const BIN: u64 = 24;
/// 5.2's bins of large classes: fewer would be chance, and how far away they
/// may be.
const LARGE_MIN: usize = 3;
const BETWEEN_MAX: u64 = 1024;
/// Objects that a stack holds at most: it is told by 16 bits of an address.
const STACK_MAX: u64 = (1 << 13) - 1;

/// The objects of one bin.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Bin {
    /// Where the pointers to the objects stand.
    objects: Span,
    /// The stack, with its free room.
    stack: Span,
}

/// A thread's cache.
#[derive(Debug, Default)]
pub(super) struct Cache {
    /// The address and the class of each object.
    pub(super) objects: Vec<(u64, u32)>,
    /// Where the stacks lie, in one block.
    pub(super) stacks: Span,
}

/// The first cache whose bins lie in `window`, and where they do.
pub(super) fn within(
    memory: &dyn Memory,
    era: Era,
    window: &Span,
) -> Result<Option<(u64, Cache)>, Unreadable> {
    // A thread's storage may end soon behind its cache.
    let last = window.end.saturating_sub(BIN * BINS_MIN as u64);
    for address in (window.start.next_multiple_of(8)..last).step_by(8) {
        if let Some(cache) = at(memory, era, address)? {
            return Ok(Some((address, cache)));
        }
    }
    Ok(None)
}

/// The cache whose bins begin at `address`, if they do.
pub(super) fn at(
    memory: &dyn Memory,
    era: Era,
    address: u64,
) -> Result<Option<Cache>, Unreadable> {
    let mut bins = bins(memory, era, address, None)?;
    if bins.len() < BINS_MIN {
        return Ok(None);
    }
    if era == Era::Extents {
        bins.extend(large_bins(memory, address, &bins)?);
    }
    cache(memory, &bins).map(Some)
}

/// 5.2 keeps the bins of large classes apart, behind what is less used: they
/// go on where the last small stack ends.
fn large_bins(
    memory: &dyn Memory,
    address: u64,
    small: &[Bin],
) -> Result<Vec<Bin>, Unreadable> {
    let behind = address.saturating_add(small.len() as u64 * BIN);
    let end = small.last().map(|bin| bin.stack.end);
    for at in (behind..behind.saturating_add(BETWEEN_MAX)).step_by(8) {
        let large = bins(memory, Era::Extents, at, end)?;
        if large.len() >= LARGE_MIN {
            return Ok(large);
        }
    }
    Ok(Vec::new())
}

fn cache(memory: &dyn Memory, bins: &[Bin]) -> Result<Cache, Unreadable> {
    let mut cache = Cache {
        objects: Vec::new(),
        stacks: bins[0].stack.start..bins[bins.len() - 1].stack.end,
    };
    for (class, bin) in bins.iter().enumerate() {
        for place in bin.objects.clone().step_by(8) {
            cache.objects.push((memory.word(place)?, class as u32));
        }
    }
    Ok(cache)
}

/// The bins in a row from `address` on: each stack begins where the one
/// before it ends, and the first one where the stack `behind` which it is.
fn bins(
    memory: &dyn Memory,
    era: Era,
    address: u64,
    behind: Option<u64>,
) -> Result<Vec<Bin>, Unreadable> {
    let mut found: Vec<Bin> = Vec::new();
    while found.len() < BINS_MAX {
        let at = address.wrapping_add(found.len() as u64 * BIN);
        let words = [
            memory.word(at)?,
            memory.word(at.wrapping_add(8))?,
            memory.word(at.wrapping_add(16))?,
        ];
        let before = found.last().map(|bin| bin.stack.end).or(behind);
        let bin = match era {
            Era::Edata => edata_bin(words),
            Era::Extents => extents_bin(words, before),
        };
        match bin {
            Some(bin) if before.is_none_or(|b| b == bin.stack.start) => {
                found.push(bin);
            }
            _ => break,
        }
    }
    Ok(found)
}

/// 5.3: the top of the stack as a pointer, its bounds by their low 16 bits.
fn edata_bin([top, _requests, bounds]: [u64; 3]) -> Option<Bin> {
    let low = |shift: u32| bounds >> shift & 0xffff;
    let (full, empty) = (low(16), low(32));
    let objects = empty.wrapping_sub(top) & 0xffff;
    let room = empty.wrapping_sub(full) & 0xffff;
    let end = top.checked_add(objects)?;
    let start = end.checked_sub(room)?;
    is_stack(top, objects, room)
        .then_some(Bin { objects: top..end, stack: start..end })
}

/// 5.2: how many objects there are, and where the stack ends. How much room
/// it has is told only by where the stack before it ends.
fn extents_bin(words: [u64; 3], before: Option<u64>) -> Option<Bin> {
    let [counts, _requests, end] = words;
    let objects = (counts >> 32).checked_mul(8)?;
    let top = end.checked_sub(objects)?;
    // Of the first stack no more is known than what it holds.
    let start = before.unwrap_or(top);
    let room = end.checked_sub(start)?;
    (before.is_none() && is_stack(end, 0, 8) || is_stack(top, objects, room))
        .then_some(Bin { objects: top..end, stack: start..end })
}

fn is_stack(top: u64, objects: u64, room: u64) -> bool {
    top.is_multiple_of(8)
        && objects.is_multiple_of(8)
        && room.is_multiple_of(8)
        && objects <= room
        && (8..=STACK_MAX * 8).contains(&room)
}
