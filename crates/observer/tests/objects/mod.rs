//! Objects in a segment written by hand.

use crate::segment::{Segment, geometry};
use residue_segment::survey::{ESCAPE, TILE, Tile, excess};
use residue_segment::{
    ContainerEntry, Geometry, Header, LARGE_SPAN, LiveCell, OwnerCell, OwnerId,
    SegmentRange, ThreadBlock,
};
use std::collections::BTreeMap;
use std::mem::offset_of;
use std::os::unix::fs::FileExt;

/// A segment to put objects into.
pub(crate) struct Objects {
    pub(crate) segment: Segment,
    /// Usable less mapped size of each object, by address.
    excesses: BTreeMap<u64, u64>,
}

impl Objects {
    /// No objects yet.
    pub(crate) fn new() -> Objects {
        Objects { segment: Segment::new(), excesses: BTreeMap::new() }
    }

    /// A live object in the map, and in the counters.
    pub(crate) fn object(&mut self, address: u64, size: u64, usable: u64) {
        self.place(address, LiveCell::head(size), size, usable);
    }

    /// The same, with an owner.
    pub(crate) fn owned(
        &mut self,
        address: u64,
        size: u64,
        usable: u64,
        owner: OwnerId,
    ) {
        let head = LiveCell::head(size);
        let cell = OwnerCell::new(owner, head, size);
        let at = geometry().cell(address);
        if cell.is_after(head) {
            let after = cell.parts().map(LiveCell::bits);
            let len = after.iter().filter(|bits| **bits > 0).count();
            self.cell(geometry().live(), at + 1, &after[..len]);
            return self.place(address, head, size, usable);
        }
        let [low, high] = cell.in_maps();
        self.cell(geometry().owner_low(), at, &[low]);
        if high != 0 {
            self.cell(geometry().owner_high(), at, &[high]);
        }
        self.place(address, head.owned_in_maps(), size, usable);
    }

    /// Names the next container and says what it holds.
    pub(crate) fn container(&self, name: &str, payload: u64) -> OwnerId {
        let containers = offset_of!(Header, containers);
        let index = self.read(containers as u64);
        let entry = Geometry::containers_offset()
            + index * size_of::<ContainerEntry>() as u64;
        self.text(entry + offset_of!(ContainerEntry, name) as u64, name);
        let payload_at = entry + offset_of!(ContainerEntry, payload) as u64;
        self.segment
            .file
            .write_all_at(&payload.to_le_bytes(), payload_at)
            .unwrap();
        self.segment.header(containers, index + 1);
        OwnerId::of_container(index as u16).unwrap()
    }

    /// Writes the usable sizes of all objects for the observer.
    pub(crate) fn survey(&self) {
        let stamp = self.read(offset_of!(Header, survey_stamp) as u64) + 1;
        let mut tiles: BTreeMap<u64, Vec<u16>> = BTreeMap::new();
        let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
        for (address, excess) in &self.excesses {
            let words = tiles.entry(address / TILE).or_default();
            *counts.entry(address / TILE).or_default() += 1;
            match u16::try_from(*excess) {
                Ok(excess) if excess != ESCAPE => words.push(excess),
                _ => {
                    words.push(ESCAPE);
                    words.extend((0..4).map(|at| (excess >> (at * 16)) as u16));
                }
            }
        }
        let mut start = 0;
        for (tile, words) in tiles {
            self.tile(tile, stamp as u32, counts[&tile], start, &words);
            start += words.len() as u64;
        }
        self.segment.header(offset_of!(Header, survey_stamp), stamp);
    }

    fn tile(
        &self,
        tile: u64,
        stamp: u32,
        count: u32,
        start: u64,
        words: &[u16],
    ) {
        let survey = geometry().survey();
        let entry = tile * size_of::<Tile>() as u64;
        let mut bytes = [0; size_of::<Tile>()];
        let (at_stamp, at_objects, at_start) = (
            offset_of!(Tile, stamp),
            offset_of!(Tile, objects),
            offset_of!(Tile, start),
        );
        bytes[at_stamp..][..4].copy_from_slice(&stamp.to_le_bytes());
        bytes[at_objects..][..4].copy_from_slice(&count.to_le_bytes());
        bytes[at_start..][..8].copy_from_slice(&start.to_le_bytes());
        self.cell(survey, entry, &bytes);
        let stream = geometry().survey_directory_bytes() + start * 2;
        let words: Vec<u8> =
            words.iter().flat_map(|word| word.to_le_bytes()).collect();
        self.cell(survey, stream, &words);
    }

    fn place(&mut self, address: u64, head: LiveCell, size: u64, usable: u64) {
        let mapped = if head.is_large() {
            let offset = address / LARGE_SPAN * 8;
            self.cell(geometry().large(), offset, &size.to_le_bytes());
            size
        } else {
            head.rounded_size()
        };
        let at = geometry().cell(address);
        self.cell(geometry().live(), at, &[head.bits()]);
        self.excesses.insert(address, excess(usable, mapped));
        let shared = offset_of!(Header, shared);
        for (field, more) in [
            (offset_of!(ThreadBlock, allocations), 1),
            (offset_of!(ThreadBlock, granted), size),
        ] {
            let before = self.read((shared + field) as u64);
            self.segment.header(shared + field, before + more);
        }
    }

    fn text(&self, offset: u64, text: &str) {
        let len = (text.len() as u64).to_le_bytes();
        self.segment.file.write_all_at(&len, offset).unwrap();
        self.segment.file.write_all_at(text.as_bytes(), offset + 8).unwrap();
    }

    fn cell(&self, region: SegmentRange, offset: u64, bytes: &[u8]) {
        self.segment.file.write_all_at(bytes, region.offset + offset).unwrap();
    }

    fn read(&self, offset: u64) -> u64 {
        let mut bytes = [0; 8];
        self.segment.file.read_exact_at(&mut bytes, offset).unwrap();
        u64::from_le_bytes(bytes)
    }
}
