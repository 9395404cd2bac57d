//! The objects of a process, tile by tile.

use super::account::Object;
use super::extents;
use super::heads::{self, Head, Heads};
use super::segment::{self, Extents, Maps};
use super::survey::Excesses;
use super::{Span, walk::Objects};
use residue_segment::survey::TILE;
use residue_segment::{LiveCell, OwnerId, UNIT};

/// Cells of the live map that stand for one tile.
const TILE_CELLS: u64 = TILE / UNIT;

const _: () = assert!(TILE_CELLS <= Head::CELLS_MAX);

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
        let mut tiles: Vec<u64> = extents
            .live
            .iter()
            .flat_map(|span| {
                span.start / TILE_CELLS..span.end.div_ceil(TILE_CELLS)
            })
            .collect();
        tiles.dedup();
        Heap { maps, extents, stamp, tiles }
    }

    fn collect_heads(&self, tile: u64, heads: &mut Heads) {
        let first = tile * TILE_CELLS;
        for span in
            extents::within(&self.extents.live, &(first..first + TILE_CELLS))
        {
            let words = self.maps.live_words(&span);
            heads.collect(words, span.start - first);
        }
    }
}

/// The object at `address`, which has this `cell` in the live map, and was
/// given `excess` bytes more than the map has.
#[inline]
pub(crate) fn object(
    maps: &Maps,
    address: u64,
    cell: LiveCell,
    excess: u64,
) -> Object {
    let room = maps.coverage() - address;
    let mapped = if cell.is_large() {
        maps.large_size(address).min(room)
    } else {
        cell.rounded_size()
    };
    let rounded = !cell.is_large() && !cell.is_tagged();
    let excess = excess.min(room);
    let untagged =
        Object { address, size: mapped, excess, owner: OwnerId::NONE, rounded };
    if !cell.is_tagged() {
        return untagged;
    }
    let owner = maps.owner(address);
    let pad = owner.pad().min(mapped);
    Object {
        size: mapped - pad,
        excess: excess + pad,
        owner: owner.owner(),
        ..untagged
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
            let address = tile * TILE + head.cell_number() * UNIT;
            let excess = excesses.as_mut().map_or(0, Excesses::take);
            each(object(self.maps, address, head.cell(), excess));
        }
        unsurveyed as u64
    }
}

/// What the live map says of an area, for telling heap from program.
impl super::classify::Evidence for Heap<'_> {
    fn has_object(&self, span: &Span) -> bool {
        segment::live_within(&self.extents.live, span)
            .iter()
            .any(|part| heads::has_head(self.maps.live_words(part)))
    }

    fn had_object(&self, span: &Span) -> bool {
        self.maps.has_data(self.extents, span)
    }

    fn is_reached(&self, before: &Span) -> bool {
        let parts = segment::live_within(&self.extents.live, before);
        let last = parts.iter().rev().find_map(|part| {
            let words = self.maps.live_words(part);
            let (number, cell) = heads::last(words)?;
            let address = (part.start + number) * UNIT;
            Some((address, cell))
        });
        last.is_some_and(|(address, cell)| {
            cell.is_large()
                && self.maps.large_size(address) > before.end - address
        })
    }
}
