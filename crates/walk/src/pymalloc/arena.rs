//! The array of arenas. Source: `struct arena_object` of CPython.

use super::sizes::Sizes;
use crate::{Refusal, Span, Target};

/// Bytes of an entry.
const ENTRY: u64 = 48;

/// Entries in the first array; each new one has twice as many.
const FIRST: u64 = 16;

/// An arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ArenaEntry {
    /// Its place in the array.
    pub(super) number: u32,
    pub(super) address: u64,
    /// Where the next pool is cut from.
    pub(super) next: u64,
    /// Pools that are free, cut already or not, a count.
    pub(super) free: u64,
    /// All pools, a count.
    pub(super) pools: u64,
}

impl ArenaEntry {
    /// Where its pools begin.
    pub(super) fn start(&self, sizes: Sizes) -> u64 {
        self.address.next_multiple_of(sizes.pool)
    }

    /// The addresses of the pools that were cut so far.
    pub(super) fn pools(
        &self,
        sizes: Sizes,
    ) -> impl Iterator<Item = u64> + use<> {
        (self.start(sizes)..self.next).step_by(sizes.pool as usize)
    }

    pub(super) fn span(&self, sizes: Sizes) -> Span {
        self.address..self.address + sizes.arena
    }
}

/// The arenas in the first array, if it is one.
pub(super) fn first(
    target: &Target<'_>,
    array: u64,
    sizes: Sizes,
) -> Option<Vec<ArenaEntry>> {
    entries(target, array, 0..FIRST, sizes)
}

/// All arenas, by address.
pub(super) fn read(
    target: &Target<'_>,
    variable: u64,
    sizes: Sizes,
) -> Result<Vec<ArenaEntry>, Refusal> {
    let odd = |what: &str| Refusal::inconsistent(what.to_owned());
    let array = target.memory.word(variable)?;
    let arenas = first(target, array, sizes);
    let mut arenas = arenas.ok_or_else(|| odd("its array of arenas"))?;
    // What follows the array does not look like a part of it; if it does, it
    // has no arenas.
    let most = target.mapped() / sizes.arena + FIRST;
    let mut count = FIRST;
    while count < most {
        let more = entries(target, array, count..count * 2, sizes);
        let Some(more) = more else { break };
        arenas.extend(more);
        count *= 2;
    }
    arenas.sort_by_key(|arena| arena.address);
    let overlaps =
        |pair: &[ArenaEntry]| pair[0].span(sizes).end > pair[1].address;
    match arenas.windows(2).any(overlaps) {
        true => Err(odd("two of its arenas overlap")),
        false => Ok(arenas),
    }
}

/// The arenas among these entries of an array; none if one of them makes no
/// sense.
fn entries(
    target: &Target<'_>,
    array: u64,
    numbers: Span,
    sizes: Sizes,
) -> Option<Vec<ArenaEntry>> {
    // Few words lead to an array, and most show it at once.
    let begin = array.checked_add(numbers.start * ENTRY)?;
    let address = target.memory.word(begin).ok()?;
    if address != 0 && !address.is_multiple_of(target.page) {
        return None;
    }
    let count = (numbers.end - numbers.start) * ENTRY / 8;
    let words = target.memory.words(begin, count as usize).ok()?;
    let (entries, _) = words.as_chunks::<6>();
    let mut arenas = Vec::new();
    for (number, entry) in (numbers.start..).zip(entries) {
        arenas.extend(self::entry(target, array, number, entry, sizes)?);
    }
    Some(arenas)
}

/// The arena of an entry, if it has one; none at all if it makes no sense.
fn entry(
    target: &Target<'_>,
    array: u64,
    number: u64,
    entry: &[u64; 6],
    sizes: Sizes,
) -> Option<Option<ArenaEntry>> {
    let &[address, next, counts, _, after, _] = entry;
    if address == 0 {
        // In the list of those that may be used next. An arena that is full
        // is in no list, and what it says of one is of an array before this.
        let offset = after.wrapping_sub(array);
        let is_listed = after >= array && offset.is_multiple_of(ENTRY);
        return (after == 0 || is_listed).then_some(None);
    }
    let (free, pools) = (counts & u64::from(u32::MAX), counts >> 32);
    let number = u32::try_from(number).ok()?;
    let arena = ArenaEntry { number, address, next, free, pools };
    let mapping = target.mapping_at(address)?;
    let end = address.checked_add(sizes.arena)?;
    let start = arena.start(sizes);
    let is_sound = address.is_multiple_of(target.page)
        && mapping.is_heap_like()
        && end <= mapping.span.end
        && pools == (end - start) / sizes.pool
        && free <= pools
        && (start..=start + pools * sizes.pool).contains(&next)
        && next.is_multiple_of(sizes.pool);
    is_sound.then_some(Some(arena))
}
