//! Where each region of the segment stands.

use crate::{
    CELL_SPAN, CONTAINERS_MAX, ContainerEntry, Header, LARGE_SPAN, Lane,
    ThreadBlock, survey,
};
use std::ops::Range;

/// Threads that can be live at once with a block of their own; later ones
/// share one, and stay exact.
pub const BLOCKS_MAX: usize = 1 << 16;

const MIB: u64 = 1 << 20;
const CONTAINERS_OFFSET: u64 = 4096;
const BLOCKS_OFFSET: u64 = MIB;
const SURVEY_OFFSET: u64 = 16 * MIB;

/// A part of the segment: where it begins in the file, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentRange {
    /// Offset in the file, in bytes; a multiple of every page size in use.
    pub offset: u64,
    /// Length in bytes.
    pub len: u64,
}

impl SegmentRange {
    /// The first byte after the region.
    pub const fn end(self) -> u64 {
        self.offset + self.len
    }
}

/// The regions of a segment that covers `2^address_bits` bytes of address
/// space. All regions are sparse: what was never written takes no memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    address_bits: u32,
}

impl Geometry {
    /// Fewest address bits that make sense: a smaller space could not hold
    /// the maps themselves.
    pub const MIN_ADDRESS_BITS: u32 = 30;
    /// Most address bits of a user process on the platforms in use.
    pub const MAX_ADDRESS_BITS: u32 = 52;

    /// The geometry for `address_bits`, or `None` outside
    /// [`Self::MIN_ADDRESS_BITS`] to [`Self::MAX_ADDRESS_BITS`].
    pub const fn new(address_bits: u32) -> Option<Geometry> {
        match address_bits {
            Self::MIN_ADDRESS_BITS..=Self::MAX_ADDRESS_BITS => {
                Some(Geometry { address_bits })
            }
            _ => None,
        }
    }

    /// The number of address bits covered.
    pub const fn address_bits(self) -> u32 {
        self.address_bits
    }

    /// One past the highest address that the maps cover.
    pub const fn coverage(self) -> u64 {
        1 << self.address_bits
    }

    /// Offset of the container table, inside [`Self::control`].
    pub const fn containers_offset() -> u64 {
        CONTAINERS_OFFSET
    }

    /// Offset of the thread blocks, inside [`Self::control`].
    pub const fn blocks_offset() -> u64 {
        BLOCKS_OFFSET
    }

    /// The header, the container table and the thread blocks. It stands in
    /// the same place in every geometry, so that a reader can learn the
    /// geometry from the header.
    pub const fn control() -> SegmentRange {
        SegmentRange { offset: 0, len: SURVEY_OFFSET }
    }

    /// The directory and the stream of the survey; see [`survey`]. The stream
    /// has room for one object in every 128 bytes of address space.
    pub const fn survey(self) -> SegmentRange {
        SegmentRange {
            offset: SURVEY_OFFSET,
            len: self.survey_directory_bytes() + self.coverage() / 64,
        }
    }

    /// Bytes of the survey's directory, which stands before its stream.
    pub const fn survey_directory_bytes(self) -> u64 {
        (self.coverage() / survey::TILE) * size_of::<survey::Tile>() as u64
    }

    /// The large map.
    pub const fn large(self) -> SegmentRange {
        SegmentRange {
            offset: align(self.survey().end()),
            len: self.coverage() / LARGE_SPAN * size_of::<u64>() as u64,
        }
    }

    /// The live map: a byte a cell, [`Lane::Even`] before [`Lane::Odd`].
    pub const fn live(self) -> SegmentRange {
        SegmentRange { offset: align(self.large().end()), len: self.cells() }
    }

    /// The low owner map: a byte for each cell of the live map.
    pub const fn owner_low(self) -> SegmentRange {
        SegmentRange { offset: align(self.live().end()), len: self.cells() }
    }

    /// The high owner map: a byte for each cell of the live map.
    pub const fn owner_high(self) -> SegmentRange {
        let offset = align(self.owner_low().end());
        SegmentRange { offset, len: self.cells() }
    }

    /// Length of the whole file.
    pub const fn file_len(self) -> u64 {
        self.owner_high().end()
    }

    /// Cells of one lane.
    pub const fn lane_cells(self) -> u64 {
        self.coverage() / CELL_SPAN
    }

    /// The numbers of the cells of `lane`.
    pub const fn lane(self, lane: Lane) -> Range<u64> {
        let start = lane as u64 * self.lane_cells();
        start..start + self.lane_cells()
    }

    /// The number of the cell of an object at `address`, which is covered.
    #[inline(always)]
    pub const fn cell(self, address: u64) -> u64 {
        let first = Lane::of(address) as u64 * self.lane_cells();
        first + address / CELL_SPAN
    }

    /// Where an object begins whose head is in the cell of this `number`.
    #[inline(always)]
    pub const fn address(self, number: u64) -> u64 {
        let lane_cells = self.lane_cells();
        let lane = if number < lane_cells { Lane::Even } else { Lane::Odd };
        (number & (lane_cells - 1)) * CELL_SPAN + lane.begin()
    }

    const fn cells(self) -> u64 {
        self.lane_cells() * Lane::ALL.len() as u64
    }
}

/// Regions begin at multiples of 2 MiB, which every page size divides.
const fn align(offset: u64) -> u64 {
    offset.next_multiple_of(2 * MIB)
}

const _: () = {
    assert!(size_of::<Header>() as u64 <= CONTAINERS_OFFSET);
    let containers = (size_of::<ContainerEntry>() * CONTAINERS_MAX) as u64;
    assert!(CONTAINERS_OFFSET + containers <= BLOCKS_OFFSET);
    let blocks = (size_of::<ThreadBlock>() * BLOCKS_MAX) as u64;
    assert!(BLOCKS_OFFSET + blocks <= SURVEY_OFFSET);
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_follow_each_other_without_overlap() {
        for bits in Geometry::MIN_ADDRESS_BITS..=Geometry::MAX_ADDRESS_BITS {
            let geometry = Geometry::new(bits).unwrap();
            let regions = [
                Geometry::control(),
                geometry.survey(),
                geometry.large(),
                geometry.live(),
                geometry.owner_low(),
                geometry.owner_high(),
            ];
            for pair in regions.windows(2) {
                assert!(pair[0].end() <= pair[1].offset);
                assert_eq!(pair[1].offset % 65536, 0);
            }
        }
    }

    #[test]
    fn a_lane_takes_a_sixteenth_of_what_it_covers() {
        let geometry = Geometry::new(47).unwrap();
        let [even, odd] = Lane::ALL.map(|lane| geometry.lane(lane));
        assert_eq!((even.start, even.end), (0, 8 << 40));
        assert_eq!((odd.start, odd.end), (8 << 40, geometry.live().len));
    }

    #[test]
    fn no_two_addresses_share_a_cell() {
        let geometry = Geometry::new(47).unwrap();
        let last = geometry.coverage() - 8;
        for address in [0, 8, 16, 24, 0x7000, 0x7008, last - 8, last] {
            let cell = geometry.cell(address);
            assert!(geometry.lane(Lane::of(address)).contains(&cell));
            assert_eq!(geometry.address(cell), address);
        }
    }

    #[test]
    fn absurd_address_spaces_are_refused() {
        assert!(Geometry::new(0).is_none());
        assert!(Geometry::new(64).is_none());
    }
}
