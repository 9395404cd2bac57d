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
    fn only_the_even_lane_has_even_cells() {
        let all = 1 << 48;
        for number in [0_u64, 1, 77, all - 1] {
            let address = number * CELL_SPAN;
            assert_eq!(even_cell(address), number);
            for beside in 1..CELL_SPAN {
                assert!(even_cell(address + beside) >= 1 << 60);
            }
        }
    }
}
