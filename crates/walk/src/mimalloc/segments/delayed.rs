//! Blocks that were freed by another thread than that of their page: the first
//! of a page goes to a list of the heap that the page is of, and still counts
//! as in use.

use super::segment::SlicedSegment;
use crate::mimalloc::lists::decoded;
use crate::mimalloc::page::Page;
use crate::{Memory, Refusal};
use std::collections::{BTreeMap, BTreeSet};

/// Where in a heap its thread may stand; the list is the word before.
const THREAD: std::ops::RangeInclusive<u64> = 16..=4096;
/// Where its keys stand, from there.
const KEYS: u64 = 24;

/// All blocks in the lists of heaps, by address.
pub(super) fn all(
    memory: &dyn Memory,
    segments: &[SlicedSegment],
    encoded: bool,
) -> Result<BTreeSet<u64>, Refusal> {
    let mut heaps = BTreeMap::new();
    for segment in segments.iter().filter(|segment| segment.thread != 0) {
        let used = segment.heaps.iter().filter(|heap| **heap != 0);
        heaps.extend(used.map(|heap| (*heap, segment.thread)));
    }
    let mut found = BTreeSet::new();
    if heaps.is_empty() {
        return Ok(found);
    }
    let is_thread = |offset: &u64| {
        heaps.iter().all(|(heap, thread)| {
            memory.word(heap.saturating_add(*offset)) == Ok(*thread)
        })
    };
    let Some(offset) = THREAD.step_by(8).find(is_thread) else {
        let what = "heaps of threads do not say whose they are";
        return Err(Refusal::inconsistent(what));
    };
    let pages: BTreeMap<u64, &Page> = segments
        .iter()
        .flat_map(SlicedSegment::pages)
        .map(|page| (page.start, page))
        .collect();
    for heap in heaps.into_keys() {
        let keys = heap.saturating_add(offset + KEYS);
        let keys = match encoded {
            true => Some([memory.word(keys)?, memory.word(keys + 8)?]),
            false => None,
        };
        let mut at = memory.word(heap.saturating_add(offset - 8))?;
        while at != 0 {
            if !is_block(&pages, at) || !found.insert(at) {
                return Err(Refusal::inconsistent(format!(
                    "a list of freed blocks leads to {at:#x}"
                )));
            }
            let next = memory.word(at)?;
            at = keys.map_or(next, |keys| decoded(next, keys, heap));
        }
    }
    Ok(found)
}

/// Whether a block that was handed out before is at `address`.
fn is_block(pages: &BTreeMap<u64, &Page>, address: u64) -> bool {
    let page = pages.range(..=address).next_back();
    page.is_some_and(|(start, page)| {
        let offset = address - start;
        offset.is_multiple_of(page.block) && offset / page.block < page.capacity
    })
}
