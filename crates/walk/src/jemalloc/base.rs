//! The blocks that jemalloc keeps its own tables in: the leaves of the tree,
//! the records of extents, arenas, and in 5.3.1 the stacks of thread caches.

use super::tree::Extent;
use crate::{Mapping, Memory, Span, Unreadable};

/// Blocks begin at multiples of this and are as many bytes long.
const BLOCK: u64 = 2 << 20;
/// Where in a block its length stands, and where the block before it.
const NEXT: u64 = 8;
/// Where the record of its unused space stands.
const RECORD: u64 = 16;

/// Every block in `mappings` outside `extents`, which must be in order.
///
/// No list leads to the blocks of every arena without knowing the layout of
/// an arena, but a block is told by its head: it begins with its own length,
/// and its record of unused space ends where the block ends.
pub(super) fn blocks(
    memory: &dyn Memory,
    mappings: &[Mapping],
    extents: &[Extent],
) -> Result<Vec<Span>, Unreadable> {
    let mut found = Vec::new();
    let mut extents = extents.iter().peekable();
    let mut at = 0;
    for mapping in mappings.iter().filter(|m| m.is_heap_like()) {
        at = aligned(mapping.span.start.max(at));
        while at < mapping.span.end {
            while extents.next_if(|extent| extent.end() <= at).is_some() {}
            at = match extents.peek() {
                Some(extent) if extent.base <= at => aligned(extent.end()),
                next => {
                    let room = next.map_or(u64::MAX, |extent| extent.base) - at;
                    match length(memory, at)?.filter(|length| *length <= room) {
                        Some(length) => {
                            found.push(at..at + length);
                            at + length
                        }
                        None => at.saturating_add(BLOCK),
                    }
                }
            };
        }
    }
    Ok(found)
}

/// The length of the block at `address`, if there is one.
fn length(
    memory: &dyn Memory,
    address: u64,
) -> Result<Option<u64>, Unreadable> {
    let length = memory.word(address)?;
    let Some(end) = address.checked_add(length) else { return Ok(None) };
    if length == 0 || length % BLOCK != 0 {
        return Ok(None);
    }
    let next = memory.word(address + NEXT)?;
    let record = address + RECORD;
    let unused = memory.word(record + 8)?;
    let bytes = memory.word(record + 16)?;
    let fits = next.is_multiple_of(BLOCK)
        && unused > record
        && unused.checked_add(bytes) == Some(end);
    Ok(fits.then_some(length))
}

/// The first address from `address` on where a block may begin.
fn aligned(address: u64) -> u64 {
    address.saturating_add(BLOCK - 1) & !(BLOCK - 1)
}
