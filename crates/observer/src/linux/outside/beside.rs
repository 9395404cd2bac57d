//! Objects of the tracker that lie in no allocator that was walked.

use super::tracked::{LiveMap, Lookup};
use crate::linux::Span;
use crate::linux::account::{Account, Object, ObjectSum};
use crate::linux::classify::{Class, Evidence, classify};
use crate::linux::extents;
use crate::linux::heads::Heads;
use crate::linux::heap::Heap;
use crate::linux::reading::Reading;
use crate::linux::resident::ResidentPages;
use crate::linux::rows;
use crate::linux::segment::Extents;
use crate::linux::walk::{Objects, walk};
use residue_segment::Lane;
use std::thread;

/// What objects beside the walked allocators take of the pages.
#[derive(Debug, Default)]
pub(super) struct Rest {
    pub(super) account: Account,
    /// Where they lie, and the memory of whatever allocates them: sorted,
    /// apart from each other and from all that was walked.
    pub(super) heap: Vec<Span>,
    /// Resident bytes of `heap`.
    pub(super) bytes: u64,
}

/// Bytes of pages, and of the tracker's objects on them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct HeldBeside {
    /// Resident bytes of all pages.
    pub(super) pages: u64,
    /// Resident bytes of objects.
    pub(super) resident: u64,
    /// Bytes of objects, resident or not.
    pub(super) live: u64,
}

impl Rest {
    /// What its pages hold.
    pub(super) fn held(&self) -> HeldBeside {
        let ObjectSum { live, resident, .. } = rows::live(&self.account);
        HeldBeside { pages: self.bytes, resident, live }
    }

    /// What of `map` lies outside `regions`, which were walked; they are
    /// sorted and apart from each other, and so are `resident`.
    pub(super) fn of(
        map: &LiveMap<'_>,
        regions: &[Span],
        reading: &Reading,
        resident: &[Span],
    ) -> Rest {
        let gaps = gaps(regions);
        let extents = extents_of(map, &gaps);
        let beside = Beside {
            map,
            heap: Heap::new(map.maps, &extents, NO_SURVEY),
            gaps: &gaps,
        };
        if !gaps.iter().any(|gap| beside.has_object(gap)) {
            return Rest::default();
        }
        let Reading { areas, threads, page, .. } = reading;
        let classes = classify(areas, threads, Some(&beside), *page);
        let areas = areas.iter().zip(classes);
        let areas = areas.filter(|&(_, class)| class == Class::Heap);
        let heap: Vec<Span> = areas
            .flat_map(|(area, _)| extents::within(&gaps, &area.span))
            .collect();
        let resident: Vec<Span> = heap
            .iter()
            .flat_map(|span| extents::within(resident, span))
            .collect();
        let bytes = resident.iter().map(|span| span.end - span.start).sum();
        let pages =
            ResidentPages { resident: &resident, page: *page, header: 0 };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let (account, ()) = walk(&beside, pages, cores);
        Rest { account, heap, bytes }
    }
}

/// The stamp of no survey: nothing is known of usable sizes.
const NO_SURVEY: u64 = 0;

/// All addresses between and around `regions`.
fn gaps(regions: &[Span]) -> Vec<Span> {
    let starts = [0].into_iter().chain(regions.iter().map(|of| of.end));
    let ends = regions.iter().map(|of| of.start).chain([u64::MAX]);
    let gaps = starts.zip(ends).map(|(start, end)| start..end);
    gaps.filter(|gap| !gap.is_empty()).collect()
}

/// Where the map holds data for `gaps`, in whole words, apart from each other.
fn extents_of(map: &LiveMap<'_>, gaps: &[Span]) -> Extents {
    let mut live: Vec<Span> = Vec::new();
    let of_lane = |lane| {
        gaps.iter().flat_map(move |gap| {
            map.maps.lane_within(&map.extents.live, lane, gap)
        })
    };
    for part in Lane::ALL.into_iter().flat_map(of_lane) {
        match live.last_mut() {
            Some(last) if last.end >= part.start => {
                last.end = last.end.max(part.end);
            }
            _ => live.push(part),
        }
    }
    Extents { live, ..Extents::default() }
}

/// The objects of the map in the gaps.
#[derive(Debug)]
struct Beside<'a> {
    map: &'a LiveMap<'a>,
    /// The map at the gaps, and a few objects at their edges.
    heap: Heap<'a>,
    gaps: &'a [Span],
}

impl Beside<'_> {
    fn contains(&self, address: u64) -> bool {
        let at = self.gaps.partition_point(|gap| gap.end <= address);
        self.gaps.get(at).is_some_and(|gap| gap.contains(&address))
    }
}

impl Objects for Beside<'_> {
    type Scratch = Heads;

    fn tiles(&self) -> usize {
        self.heap.tiles()
    }

    fn visit(
        &self,
        index: usize,
        heads: &mut Heads,
        mut each: impl FnMut(Object),
    ) -> u64 {
        let mut seen = 0;
        self.heap.visit(index, heads, |object| {
            if self.contains(object.address) {
                seen += 1;
                each(object);
            }
        });
        // There is no survey of them.
        seen
    }
}

impl Evidence for Beside<'_> {
    fn has_object(&self, span: &Span) -> bool {
        let mut lookup = Lookup::of(self.map);
        extents::within(self.gaps, span)
            .any(|part| lookup.first(&part).is_some())
    }

    fn had_object(&self, span: &Span) -> bool {
        let is_apart = extents::within(self.gaps, span).next();
        is_apart.as_ref() == Some(span) && self.heap.had_object(span)
    }

    fn is_reached(&self, before: &Span) -> bool {
        self.heap.is_reached(before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_all_that_was_not_walked() {
        assert_eq!(gaps(&[])[0], 0..u64::MAX);
        let around = gaps(&[8..16, 16..32, 40..48]);
        assert_eq!(around, [0..8, 32..40, 48..u64::MAX]);
    }
}
