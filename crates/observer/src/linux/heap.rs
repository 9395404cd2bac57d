//! The objects of a process, tile by tile.

use super::account::Object;
use super::extents;
use super::heads::{self, Head, Heads};
use super::segment::{Extents, Maps};
use super::survey::{self, Excesses};
use super::{Span, walk::Objects};
use residue_segment::survey::TILE;
use residue_segment::{CELL_SPAN, Lane, LiveCell, OwnerCell, OwnerId, UNIT};

/// Cells of each lane that stand for one tile.
const TILE_CELLS: u64 = TILE / CELL_SPAN;

/// Cells in a word.
const WORD: u64 = size_of::<u64>() as u64;

const _: () = assert!(TILE / UNIT <= Head::UNITS_MAX);

/// The objects in the live map, with what the survey says of them.
#[derive(Debug)]
pub(crate) struct Heap<'a> {
    maps: &'a Maps,
    extents: &'a Extents,
    stamp: u64,
    /// The tiles in which the live map holds data, in order.
    tiles: Vec<u64>,
}

impl<'a> Heap<'a> {
    /// The heap by the survey of this `stamp`; 0 where there was none.
    pub(crate) fn new(
        maps: &'a Maps,
        extents: &'a Extents,
        stamp: u64,
    ) -> Heap<'a> {
        let of_lane = |lane: Lane| {
            let first = maps.lane(lane).start;
            extents::within(&extents.live, &maps.lane(lane))
                .flat_map(move |span| {
                    let end = (span.end - first).div_ceil(TILE_CELLS);
                    (span.start - first) / TILE_CELLS..end
                })
                .collect::<Vec<u64>>()
        };
        let mut tiles = Lane::ALL.map(of_lane).concat();
        tiles.sort();
        tiles.dedup();
        Heap { maps, extents, stamp, tiles }
    }

    /// The number of the tile at `index`, and the heads in it, if there are
    /// any.
    pub(crate) fn heads<'h>(
        &self,
        index: usize,
        heads: &'h mut Heads,
    ) -> Option<(u64, &'h [Head])> {
        let &tile = self.tiles.get(index)?;
        heads.clear();
        self.collect_heads(tile, heads);
        let heads = heads.as_slice();
        (!heads.is_empty()).then_some((tile, heads))
    }

    /// Whose the object at `address` is; `None` where it has no owner.
    #[inline]
    pub(crate) fn owner(&self, address: u64, head: Head) -> Option<OwnerCell> {
        let cell = head.cell();
        head.is_owned().then(|| self.maps.owner(address, cell)).flatten()
    }

    /// What the survey says of the `objects` of a tile.
    pub(crate) fn survey(&self, tile: u64, objects: usize) -> Option<Vec<u16>> {
        survey::words(self.maps, self.extents, tile, self.stamp, objects)
    }

    pub(crate) fn maps(&self) -> &Maps {
        self.maps
    }

    fn collect_heads(&self, tile: u64, heads: &mut Heads) {
        self.collect_lane(Lane::Even, tile, heads);
        let of_even = heads.as_slice().len();
        self.collect_lane(Lane::Odd, tile, heads);
        if heads.as_slice().len() > of_even {
            heads.merge();
        }
    }

    fn collect_lane(&self, lane: Lane, tile: u64, heads: &mut Heads) {
        let first = self.maps.lane(lane).start + tile * TILE_CELLS;
        let end = first + TILE_CELLS;
        for span in extents::within(&self.extents.live, &(first..end)) {
            let words = self.maps.live_words(&span);
            // An extent ends where there is nothing, or at the next tile.
            let next = span.end..span.end + WORD;
            let next = extents::within(&self.extents.live, &next).next();
            let next = next.map_or(0, |span| self.maps.live_word(&span));
            heads.collect(lane, words, next, span.start - first);
        }
    }
}

/// An object, as the maps have it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FoundObject {
    pub(crate) address: u64,
    pub(crate) head: LiveCell,
    /// The size that the large map has, if it is large.
    pub(crate) large: Option<u64>,
    pub(crate) owner: Option<OwnerCell>,
    /// One past the highest address that the maps cover.
    pub(crate) coverage: u64,
}

impl FoundObject {
    /// The object, which was given `excess` bytes more than the maps have.
    #[inline]
    pub(crate) fn with_excess(self, excess: u64) -> Object {
        let FoundObject { address, head, large, owner, coverage } = self;
        let room = coverage - address;
        let mapped =
            large.map_or_else(|| head.rounded_size(), |size| size.min(room));
        let rounded = large.is_none() && owner.is_none();
        let excess = excess.min(room);
        let unowned = Object {
            address,
            size: mapped,
            excess,
            owner: OwnerId::NONE,
            rounded,
        };
        let Some(owner) = owner else { return unowned };
        let pad = owner.pad().min(mapped);
        Object {
            size: mapped - pad,
            excess: excess + pad,
            owner: owner.owner(),
            ..unowned
        }
    }
}

/// The object at `address`, which has this `head` in the live map, this owner
/// if it has one, and was given `excess` bytes more than the map has.
#[inline]
pub(crate) fn object(
    maps: &Maps,
    address: u64,
    head: LiveCell,
    owner: Option<OwnerCell>,
    excess: u64,
) -> Object {
    let large = head.is_large().then(|| maps.large_size(address));
    let coverage = maps.coverage();
    FoundObject { address, head, large, owner, coverage }.with_excess(excess)
}

impl Objects for Heap<'_> {
    type Scratch = Heads;

    fn tiles(&self) -> usize {
        self.tiles.len()
    }

    fn visit(
        &self,
        index: usize,
        heads: &mut Heads,
        mut each: impl FnMut(Object),
    ) -> u64 {
        let Some((tile, heads)) = self.heads(index, heads) else { return 0 };
        let surveyed = self.survey(tile, heads.len());
        let unsurveyed = if surveyed.is_none() { heads.len() } else { 0 };
        let mut excesses = surveyed.as_deref().map(Excesses::of);
        for &head in heads {
            let address = tile * TILE + head.offset();
            let excess = excesses.as_mut().map_or(0, Excesses::take);
            let owner = self.owner(address, head);
            each(object(self.maps, address, head.cell(), owner, excess));
        }
        unsurveyed as u64
    }
}

/// What the live map says of an area, for telling heap from program.
impl super::classify::Evidence for Heap<'_> {
    fn has_object(&self, span: &Span) -> bool {
        self.maps
            .live_within(&self.extents.live, span)
            .iter()
            .any(|part| heads::has_data(self.maps.live_words(part)))
    }

    fn had_object(&self, span: &Span) -> bool {
        self.maps.has_data(self.extents, span)
    }

    fn is_reached(&self, before: &Span) -> bool {
        let last = Lane::ALL.into_iter().filter_map(|lane| {
            let parts = self.maps.lane_within(&self.extents.live, lane, before);
            parts.iter().rev().find_map(|part| {
                let words = self.maps.live_words(part);
                let (number, cell) = heads::last(words)?;
                Some((self.maps.address(part.start + number), cell))
            })
        });
        last.max_by_key(|(address, _)| *address).is_some_and(
            |(address, cell)| {
                cell.is_large()
                    && self.maps.large_size(address) > before.end - address
            },
        )
    }
}
