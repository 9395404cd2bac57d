//! Where the segments of a process are: they show by themselves what they
//! are, and bear one cookie.

use super::layout::SegmentLayout;
use super::segment::{self, SLICES};
use crate::mimalloc::lists;
use crate::mimalloc::page::Page;
use crate::{Memory, Target};

/// Words of a segment that the counts are looked for in.
const LOOKED_AT: usize = 96;

/// Slices that a segment has for itself: fewer than this.
const OWN_MAX: u64 = 64;

/// The layout of the process's segments, if it has any.
pub(in crate::mimalloc) fn find(
    target: &Target<'_>,
    memory: &dyn Memory,
) -> Option<SegmentLayout> {
    let mut places = segment::places(target.mappings);
    places.find_map(|address| layout(memory, address))
}

/// The layout in which all of the segment at `address` makes sense, and
/// at least one page of it.
fn layout(memory: &dyn Memory, address: u64) -> Option<SegmentLayout> {
    let words = memory.words(address, LOOKED_AT).ok()?;
    let mut layouts = (0..words.len())
        .filter(|at| are_counts(&words[*at..]))
        .flat_map(|at| SegmentLayout::with_counts(at as u64 * 8));
    layouts.find_map(|layout| {
        let cookie = words.get((layout.used / 8) as usize + 1)?;
        let layout = SegmentLayout { cookie: cookie ^ address, ..layout };
        let found = segment::read(memory, address, layout).ok()??;
        let makes_sense = |page: &Page| {
            let fits = |encoded| lists::uses(page, memory, encoded).is_ok();
            fits(false) || fits(true)
        };
        let has_pages = found.pages().next().is_some();
        (has_pages && found.pages().all(makes_sense)).then_some(layout)
    })
}

/// Whether these may be the counts of an ordinary segment.
fn are_counts(words: &[u64]) -> bool {
    let [all, own, kind, entries, ..] = *words else { return false };
    all == SLICES
        && (1..OWN_MAX).contains(&own)
        && kind & 0xffff_ffff == 0
        && (entries == SLICES || entries + 1 == SLICES)
}
