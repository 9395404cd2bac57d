//! The two rows of cells that objects stand in.

use crate::{CELL_SPAN, UNIT};

/// Which row of cells an object's head stands in: by where the object begins,
/// and so without a word of it being written anywhere.
///
/// Allocators hand out multiples of 16, but for objects of at most 8 bytes,
/// of which two may lie in 16 bytes. Each lane has a cell for every 16 bytes
/// of address space, so that no two objects ever share a cell and each cell
/// is written by plain stores, whichever thread has the neighbour. A lane in
/// which nothing begins takes no memory: under glibc there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Lane {
    /// Objects at multiples of [`CELL_SPAN`].
    Even = 0,
    /// Those that begin [`UNIT`] further.
    Odd = 1,
}

impl Lane {
    /// Both, in the order of their cells.
    pub const ALL: [Lane; 2] = [Lane::Even, Lane::Odd];

    /// The lane of an object at `address`.
    #[inline(always)]
    pub const fn of(address: u64) -> Lane {
        if address & UNIT == 0 { Lane::Even } else { Lane::Odd }
    }

    /// How far behind a multiple of [`CELL_SPAN`] its objects begin, in bytes.
    #[inline(always)]
    pub const fn begin(self) -> u64 {
        self as u64 * UNIT
    }
}

/// The bits of an address that is a multiple of [`CELL_SPAN`], turned so that
/// they count cells. Of every other address this is far above all cells: one
/// comparison tells both that an address is covered and that its object is of
/// the even lane.
#[inline(always)]
pub const fn even_cell(address: u64) -> u64 {
    address.rotate_right(CELL_SPAN.trailing_zeros())
}

/// The same for the odd lane: the address behind a multiple of [`CELL_SPAN`]
/// by [`UNIT`] counts cells, and every other one is far above all of them.
#[inline(always)]
pub const fn odd_cell(address: u64) -> u64 {
    even_cell(address ^ UNIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_lies_in_the_lane_that_begins_there() {
        for address in [0, 8, 16, 24, 0x7fff_ffff_fff0, 0x7fff_ffff_fff8] {
            let lane = Lane::of(address);
            assert_eq!(address % CELL_SPAN, lane.begin());
        }
    }

    #[test]
    fn each_lane_has_cells_of_its_own_objects_alone() {
        let cell = |lane, address| match lane {
            Lane::Even => even_cell(address),
            Lane::Odd => odd_cell(address),
        };
        let all = 1 << 48;
        for number in [0_u64, 1, 77, all - 1] {
            for (lane, beside) in Lane::ALL.into_iter().flat_map(|lane| {
                (0..CELL_SPAN).map(move |beside| (lane, beside))
            }) {
                let found = cell(lane, number * CELL_SPAN + beside);
                if beside == lane.begin() {
                    assert_eq!(found, number);
                } else {
                    assert!(found >= 1 << 60, "{lane:?}, {beside}");
                }
            }
        }
    }
}
