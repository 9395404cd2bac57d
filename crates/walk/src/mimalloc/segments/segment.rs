//! A segment, and what its slices are.

use super::layout::SegmentLayout;
use crate::mimalloc::map::SLICE;
use crate::mimalloc::page::Page;
use crate::{Mapping, Memory, Refusal, Span, Target};

/// SliceRun of a segment, but of one that holds a single large object.
pub(super) const SLICES: u64 = 512;
/// What the address of a segment is a multiple of.
const SIZE: u64 = SLICES * SLICE;

/// SliceRun of a segment that is one large object: no more than there is.
const SLICES_MAX: u64 = 1 << 31;

/// A segment.
#[derive(Clone, Debug)]
pub(super) struct SlicedSegment {
    pub(super) span: Span,
    /// Whether it went back to mimalloc, and is not purged yet.
    pub(super) is_free: bool,
    /// Its pages in use, by its own count.
    pub(super) used: u64,
    /// The thread that it is of; 0 if that ended.
    pub(super) thread: u64,
    /// In order, and without a gap.
    pub(super) slices: Vec<SliceRun>,
    /// The heaps that its pages are of.
    pub(super) heaps: Vec<u64>,
}

/// Some slices with one use.
#[derive(Clone, Debug)]
pub(super) enum SliceRun {
    Page(Page, Span),
    Free(Span),
    /// The segment's array, and pages that guard it.
    Own(Span),
}

impl SlicedSegment {
    pub(super) fn pages(&self) -> impl Iterator<Item = &Page> {
        self.slices.iter().filter_map(|slices| match slices {
            SliceRun::Page(page, _) => Some(page),
            SliceRun::Free(_) | SliceRun::Own(_) => None,
        })
    }
}

/// Addresses at which there may be one.
pub(super) fn places(mappings: &[Mapping]) -> impl Iterator<Item = u64> {
    let heap_like = mappings.iter().filter(|map| map.is_heap_like());
    heap_like.flat_map(|map| {
        let first = map.span.start.checked_next_multiple_of(SIZE);
        let span = first.unwrap_or(u64::MAX)..map.span.end;
        span.step_by(SIZE as usize)
    })
}

/// Every segment, in order and apart.
pub(super) fn all(
    memory: &dyn Memory,
    target: &Target<'_>,
    layout: SegmentLayout,
) -> Result<Vec<SlicedSegment>, Refusal> {
    let mut found: Vec<SlicedSegment> = Vec::new();
    for address in places(target.mappings) {
        let last = found.last_mut().filter(|last| last.span.end > address);
        if last.as_ref().is_some_and(|last| !last.is_free) {
            continue;
        }
        let Some(mut segment) = read(memory, address, layout)? else {
            continue;
        };
        if let Some(last) = last {
            // What was free behind it is in use again.
            last.span.end = address;
        }
        if segment.is_free {
            let map = target.mapping_at(address);
            let end = map.map_or(address + SIZE, |map| map.span.end);
            segment.span.end = segment.span.end.min(end);
        }
        found.push(segment);
    }
    Ok(found)
}

/// The segment at `address`; `None` where there is none.
///
/// # Errors
///
/// Where it says that there is one, and it makes no sense.
pub(super) fn read(
    memory: &dyn Memory,
    address: u64,
    layout: SegmentLayout,
) -> Result<Option<SlicedSegment>, Refusal> {
    let header = memory.words(address, (layout.slices() / 8) as usize)?;
    let word = |offset: u64| header[(offset / 8) as usize];
    let cookie = word(layout.used + 8);
    if cookie == 0 || cookie ^ address != layout.cookie {
        return Ok(None);
    }
    let counts = SliceCounts {
        all: word(layout.counts),
        own: word(layout.counts + 8),
        is_huge: word(layout.counts + 16) & 0xffff_ffff == 1,
        entries: word(layout.counts + 24),
    };
    let damaged = || {
        Refusal::inconsistent(format!(
            "the segment at {address:#x} does not add up"
        ))
    };
    let kind = word(layout.counts + 16) & 0xffff_ffff;
    let end = counts.all.checked_mul(SLICE);
    let end = end.and_then(|bytes| address.checked_add(bytes));
    let end = end.filter(|_| kind <= 1 && counts.make_sense());
    let span = address..end.ok_or_else(damaged)?;
    let (used, thread) = (word(layout.used), word(layout.counts + 32));
    let is_free = used == 0 && thread == 0;
    let (slices, heaps) = (Vec::new(), Vec::new());
    let mut segment =
        SlicedSegment { span, is_free, used, thread, slices, heaps };
    if !is_free {
        fill(memory, &mut segment, &counts, layout).ok_or_else(damaged)?;
    }
    Ok(Some(segment))
}

/// How many slices a segment has.
struct SliceCounts {
    all: u64,
    own: u64,
    is_huge: bool,
    /// Of those, so many have an entry in the array.
    entries: u64,
}

impl SliceCounts {
    fn make_sense(&self) -> bool {
        // One is left out where a guard stands at the end.
        let entries = self.all.min(SLICES);
        let is_whole =
            (entries.saturating_sub(1)..=entries).contains(&self.entries);
        let fits = match self.is_huge {
            true => self.all <= SLICES_MAX,
            false => self.all == SLICES,
        };
        self.own > 0 && self.own < self.all && is_whole && fits
    }
}

/// Reads what the slices of a segment are.
fn fill(
    memory: &dyn Memory,
    segment: &mut SlicedSegment,
    counts: &SliceCounts,
    layout: SegmentLayout,
) -> Option<()> {
    let size = layout.record.size();
    let array = segment.span.start + layout.slices();
    let of_record = (size / 8) as usize;
    let words =
        memory.words(array, counts.entries as usize * of_record).ok()?;
    let mut index = 0;
    let mut pages = 0;
    while index < counts.entries {
        let record = &words[index as usize * of_record..][..of_record];
        let (count, offset) = (record[0] & 0xffff_ffff, record[0] >> 32);
        let start = segment.span.start + index * SLICE;
        let end = start.checked_add(count * SLICE)?;
        if count == 0 || offset != 0 || end > segment.span.end {
            return None;
        }
        let (span, address) = (start..end, array + index * size);
        let bytes = end - start;
        let slices = if index == 0 {
            (count == counts.own).then_some(SliceRun::Own(span))?
        } else if layout.record.is_free(record) {
            SliceRun::Free(span)
        } else {
            pages += 1;
            segment.heaps.push(record[(layout.record.heap() / 8) as usize]);
            let page = layout.record.page(address, record, start, bytes)?;
            SliceRun::Page(page, span)
        };
        segment.slices.push(slices);
        index += count;
    }
    // Behind the last is at most a guard.
    let end = segment.span.start + index * SLICE;
    if end < segment.span.end {
        segment.slices.push(SliceRun::Own(end..segment.span.end));
    }
    let rest = segment.span.end.checked_sub(end)?;
    (rest <= SLICE && pages == segment.used).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_but_for_one_that_a_guard_takes() {
        let entries = |entries| {
            let counts =
                SliceCounts { all: SLICES, own: 1, is_huge: false, entries };
            counts.make_sense()
        };
        assert!(entries(SLICES) && entries(SLICES - 1));
        for wrong in [0, SLICES - 2, SLICES + 1, u64::MAX] {
            assert!(!entries(wrong), "{wrong}");
        }
    }
}
