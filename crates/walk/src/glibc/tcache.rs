//! The caches of threads.

use super::layout::{CHUNK_MIN, FLAGS, HEADER, reveal};
use super::steps::Steps;
use crate::{Memory, Span, Target, Thread};
use std::collections::BTreeMap;

/// The shape of a cache, told by the size of the chunk that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CacheShape {
    chunk: u64,
    bins: usize,
    /// Bytes of each bin's count.
    count: usize,
    /// Whether a count says how many there are, or how many may be added.
    counts_up: bool,
}

/// 2.26 to 2.29; 2.30 to 2.41; from 2.42 on.
const SHAPES: [CacheShape; 3] = [
    CacheShape { chunk: 0x250, bins: 64, count: 1, counts_up: true },
    CacheShape { chunk: 0x290, bins: 64, count: 2, counts_up: true },
    CacheShape { chunk: 0x300, bins: 76, count: 2, counts_up: false },
];

/// Bins of one size each; those behind them hold a range of sizes.
const EXACT_BINS: usize = 64;

/// A thread's cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cache {
    /// The chunk that it is in.
    pub(super) chunk: u64,
    /// The chunks in it, and the size that they must have where that is
    /// known.
    pub(super) cached: Vec<(u64, Option<u64>)>,
}

impl CacheShape {
    /// Whether a chunk of this size can hold such a cache: one that was cut
    /// from a larger one has what would have been left over, if that was too
    /// small for a chunk.
    fn fits(&self, size: u64) -> bool {
        (self.chunk..self.chunk + CHUNK_MIN).contains(&size)
    }
}

/// Whether a chunk of this size can hold a thread's cache.
pub(super) fn is_cache_size(size: u64) -> bool {
    SHAPES.iter().any(|shape| shape.fits(size))
}

/// The caches of `threads`, each found by the pointer to it among the
/// thread's own variables. Where the pointer lies there is the same for all
/// threads of a process.
pub(super) fn by_threads(
    target: &Target<'_>,
    heaps: &[Span],
    steps: &mut Steps,
) -> Vec<Cache> {
    let mut by_offset: BTreeMap<u64, Vec<Cache>> = BTreeMap::new();
    for thread in target.threads {
        for (offset, word) in variables(target, thread) {
            let inside = heaps.iter().any(|heap| heap.contains(&word));
            if !inside || !word.is_multiple_of(16) {
                continue;
            }
            if let Some(cache) = read(target.memory, word - HEADER, steps) {
                by_offset.entry(offset).or_default().push(cache);
            }
        }
    }
    let caches = by_offset.into_values();
    let weight = |caches: &Vec<Cache>| {
        let cached: usize = caches.iter().map(|c| c.cached.len()).sum();
        (caches.len(), cached)
    };
    let mut caches = caches.max_by_key(weight).unwrap_or_default();
    caches.sort_unstable_by_key(|cache| cache.chunk);
    caches.dedup_by_key(|cache| cache.chunk);
    caches
}

/// The words around a thread's pointer, by their distance from it.
fn variables(
    target: &Target<'_>,
    thread: &Thread,
) -> impl Iterator<Item = (u64, u64)> {
    /// More than the libraries that are there from the start have.
    const REACH: u64 = 16 << 10;
    let pointer = thread.pointer.unwrap_or_default() & !7;
    let mapping = target.mapping_at(pointer).map(|map| map.span.clone());
    let mapping = mapping.unwrap_or_default();
    let start = pointer.saturating_sub(REACH).max(mapping.start);
    let end = pointer.saturating_add(REACH).min(mapping.end);
    let count = (end.saturating_sub(start) / 8) as usize;
    let words = target.memory.words(start, count).unwrap_or_default();
    (0..)
        .zip(words)
        .map(move |(at, word)| ((start + at * 8).wrapping_sub(pointer), word))
}

/// The cache in the chunk at `chunk`, if it is one: each bin's count is the
/// length of its list, and every list ends.
pub(super) fn read(
    memory: &dyn Memory,
    chunk: u64,
    steps: &mut Steps,
) -> Option<Cache> {
    let size = memory.word(chunk.checked_add(8)?).ok()? & !FLAGS;
    let shape = SHAPES.into_iter().find(|shape| shape.fits(size))?;
    let mut bytes = vec![0; shape.bins * (shape.count + 8)];
    memory.read(chunk + HEADER, &mut bytes).ok()?;
    let (counts, heads) = bytes.split_at(shape.bins * shape.count);
    let counts: Vec<u64> = counts
        .chunks(shape.count)
        .map(|bytes| {
            bytes.iter().rev().fold(0, |sum, b| sum << 8 | u64::from(*b))
        })
        .collect();
    let (heads, _) = heads.as_chunks::<8>();
    let heads: Vec<u64> =
        heads.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect();
    // 2.32 and later mix addresses into links; a list is whole in one way
    // only, unless it is empty.
    let lists = [true, false].into_iter().find_map(|mangled| {
        lists(memory, shape, &counts, &heads, mangled, steps)
    })?;
    Some(Cache { chunk, cached: lists })
}

fn lists(
    memory: &dyn Memory,
    shape: CacheShape,
    counts: &[u64],
    heads: &[u64],
    mangled: bool,
    steps: &mut Steps,
) -> Option<Vec<(u64, Option<u64>)>> {
    let mut cached = Vec::new();
    let mut limits = Vec::new();
    for (bin, (&count, &head)) in counts.iter().zip(heads).enumerate() {
        let size = (bin < EXACT_BINS).then_some(32 + bin as u64 * 16);
        let (mut entry, mut length) = (head, 0);
        while entry != 0 {
            steps.take().ok()?;
            if !entry.is_multiple_of(16) || length > u64::from(u16::MAX) {
                return None;
            }
            cached.push((entry.checked_sub(HEADER)?, size));
            length += 1;
            entry = reveal(entry, memory.word(entry).ok()?, mangled);
        }
        if shape.counts_up && length != count {
            return None;
        }
        limits.push(count + length);
    }
    // Counting down, all bins of a kind have room for as many.
    let even = |limits: &[u64]| limits.windows(2).all(|two| two[0] == two[1]);
    let (exact, ranges) = limits.split_at(EXACT_BINS.min(limits.len()));
    (shape.counts_up || (even(exact) && even(ranges))).then_some(cached)
}
