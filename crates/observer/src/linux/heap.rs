//! The objects of a process, tile by tile.

use super::account::Object;
use super::extents;
use super::heads::{self, Head, Heads};
use super::segment::{Extents, Maps};
use super::survey::Excesses;
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
    let room = maps.coverage() - address;
    let mapped = if head.is_large() {
        maps.large_size(address).min(room)
    } else {
        head.rounded_size()
    };
    let rounded = !head.is_large() && owner.is_none();
    let excess = excess.min(room);
    let unowned =
        Object { address, size: mapped, excess, owner: OwnerId::NONE, rounded };
    let Some(owner) = owner else { return unowned };
    let pad = owner.pad().min(mapped);
    Object {
        size: mapped - pad,
        excess: excess + pad,
        owner: owner.owner(),
        ..unowned
    }
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
        let Some(&tile) = self.tiles.get(index) else { return 0 };
        heads.clear();
        self.collect_heads(tile, heads);
        let heads = heads.as_slice();
        if heads.is_empty() {
            return 0;
        }
        let surveyed = Excesses::of(
            self.maps,
            self.extents,
            tile,
            self.stamp,
            heads.len(),
        );
        let unsurveyed = if surveyed.is_none() { heads.len() } else { 0 };
        let mut excesses = surveyed;
        for &head in heads {
            let address = tile * TILE + head.offset();
            let excess = excesses.as_mut().map_or(0, Excesses::take);
            let cell = head.cell();
            let owner = head
                .is_owned()
                .then(|| self.maps.owner(address, cell))
                .flatten();
            each(object(self.maps, address, cell, owner, excess));
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
