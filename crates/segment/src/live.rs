//! The live map: one byte for every 16 bytes of address space that holds
//! objects.

/// Bytes that sizes in the live map are counted in. No allocator hands out
/// two objects closer than this.
pub const UNIT: u64 = 8;

/// Bytes of address space from one cell of a [`Lane`](crate::Lane) to the
/// next.
pub const CELL_SPAN: u64 = 16;

/// Largest size, in bytes, whose cell holds the size itself.
pub const SMALL_MAX: u64 = SMALL_UNITS as u64 * UNIT;

/// Bytes of address space that one cell of the large map stands for. Objects
/// larger than [`SMALL_MAX`] begin further apart than this, so no two of them
/// share a cell.
pub const LARGE_SPAN: u64 = 512;

/// Largest size, in bytes, of an object whose owner may have to stand in the
/// owner maps: a larger one has two cells after its head.
pub const IN_MAPS_MAX: u64 = OWNED_MAX as u64 * UNIT;

const SMALL_UNITS: u8 = 122;
const OWNED_MAX: u8 = 4;
/// The last head of an object whose owner is in the owner maps.
const OWNED_LAST: u8 = SMALL_UNITS + OWNED_MAX;
const LARGE: u8 = 127;
const PART: u8 = 0x80;

/// One byte of the live map: 0 where there is nothing, else the head of an
/// object, or a part of the owner of the object whose head stands before it.
///
/// | byte | what it says |
/// | --- | --- |
/// | 1 to 122 | a head, of so many units of 8 bytes, the size rounded up |
/// | 123 to 126 | a head of one to four units, whose owner is in the owner maps |
/// | 127 | a head whose size is in the large map |
/// | 128 and up | seven bits of an [`OwnerCell`](crate::OwnerCell) |
///
/// An object without an owner has its head alone, so that most are a single
/// store. One with an owner has it in the cells after its head, which are its
/// own: no object of its lane begins there. The owner maps are for those that
/// have no such cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveCell(u8);

impl LiveCell {
    /// Nothing.
    pub const EMPTY: LiveCell = LiveCell(0);
    /// The head of an object of more than [`SMALL_MAX`] bytes, whose size is
    /// in the large map.
    pub const LARGE: LiveCell = LiveCell(LARGE);

    /// The head of an object of `size` bytes: its size where that fits, else
    /// the mark that sends the reader to the large map. A size of 0 takes one
    /// unit, so that the object can be seen.
    #[inline(always)]
    pub const fn head(size: u64) -> LiveCell {
        if size > SMALL_MAX {
            return LiveCell::LARGE;
        }
        // Without a branch: the other operands are there already.
        LiveCell::small(size + (size == 0) as u64)
    }

    /// The head of an object of 1 to [`SMALL_MAX`] bytes.
    #[inline(always)]
    pub const fn small(size: u64) -> LiveCell {
        LiveCell(((size + (UNIT - 1)) >> 3) as u8)
    }

    /// Bytes that a reader takes an object of `size` bytes to have that has
    /// no owner: `size` itself where it is large, else rounded up to
    /// [`UNIT`], and at least that.
    pub const fn kept_size(size: u64) -> u64 {
        let head = LiveCell::head(size);
        if head.is_large() { size } else { head.rounded_size() }
    }

    /// The same head, of an object whose owner is in the owner maps. There is
    /// one for objects of one to four units; others have cells after theirs.
    #[inline(always)]
    pub const fn owned_in_maps(self) -> LiveCell {
        debug_assert!(self.0 >= 1 && self.0 <= OWNED_MAX);
        LiveCell(self.0 + SMALL_UNITS)
    }

    /// Whether the object with this head has `count` cells after it that are
    /// its own.
    #[inline(always)]
    pub(crate) const fn has_cells_after(self, count: u8) -> bool {
        self.0 > 2 * count
    }

    /// The cell that holds the low seven bits of `bits`.
    #[inline(always)]
    pub(crate) const fn part(bits: u16) -> LiveCell {
        LiveCell(bits as u8 | PART)
    }

    /// What [`LiveCell::part`] was given; 0 of other cells.
    pub(crate) const fn part_bits(self) -> u16 {
        if self.is_part() { (self.0 & !PART) as u16 } else { 0 }
    }

    /// The cell as it is stored.
    #[inline(always)]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The cell that `bits` stores.
    #[inline(always)]
    pub const fn from_bits(bits: u8) -> LiveCell {
        LiveCell(bits)
    }

    /// Whether an object begins here.
    #[inline(always)]
    pub const fn is_head(self) -> bool {
        self.0 != 0 && !self.is_part()
    }

    /// Whether this is a part of the owner of the object that begins before.
    #[inline(always)]
    pub const fn is_part(self) -> bool {
        self.0 & PART != 0
    }

    /// Whether the owner maps hold this object's owner.
    #[inline(always)]
    pub const fn has_owner_in_maps(self) -> bool {
        self.0 > SMALL_UNITS && self.0 <= OWNED_LAST
    }

    /// Whether the size stands in the large map.
    #[inline(always)]
    pub const fn is_large(self) -> bool {
        self.0 == LARGE
    }

    /// The size in bytes, rounded up to [`UNIT`], if this head and the cell
    /// after it tell it alone: the object is not large and has no owner,
    /// which would tell it to the byte.
    #[inline(always)]
    pub const fn size_alone(self, after: LiveCell) -> Option<u64> {
        match self.0 {
            1..=SMALL_UNITS if !after.is_part() => Some(self.0 as u64 * UNIT),
            _ => None,
        }
    }

    /// Size in bytes, rounded up to [`UNIT`], of an object that
    /// [is not large](Self::is_large).
    #[inline(always)]
    pub const fn rounded_size(self) -> u64 {
        let owned = if self.has_owner_in_maps() { SMALL_UNITS } else { 0 };
        (self.0 - owned) as u64 * UNIT
    }
}

/// What eight cells hold, the lowest first, without the parts of owners.
#[inline(always)]
pub const fn heads_of(cells: u64) -> u64 {
    cells & !(((cells & PARTS) >> 7) * 0xff)
}

/// The bit of each of eight cells that is set in the heads whose next cell is
/// a part of their owner; `after` is what the next eight cells hold.
#[inline(always)]
pub const fn owned_heads_of(cells: u64, after: u64) -> u64 {
    (cells >> 8 | after << 56) & PARTS & !cells
}

const PARTS: u64 = u64::from_ne_bytes([PART; 8]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_small_size_is_rounded_up_to_eight_bytes() {
        for size in 1..=SMALL_MAX {
            let cell = LiveCell::head(size);
            assert!(cell.is_head() && !cell.is_large());
            assert!(!cell.has_owner_in_maps());
            assert_eq!(cell.rounded_size(), size.next_multiple_of(UNIT));
            assert_eq!(cell, LiveCell::small(size));
        }
    }

    #[test]
    fn sizes_past_the_small_maximum_are_large() {
        for size in [SMALL_MAX + 1, 1 << 20, u64::MAX] {
            assert!(LiveCell::head(size).is_large());
        }
    }

    #[test]
    fn a_head_tells_the_kept_size_unless_it_is_large_or_owned() {
        let part = LiveCell::part(9);
        for size in 0..=SMALL_MAX {
            let head = LiveCell::head(size);
            let kept = LiveCell::kept_size(size);
            assert_eq!(head.size_alone(LiveCell::EMPTY), Some(kept));
            assert_eq!(head.size_alone(LiveCell::head(8)), Some(kept));
            assert_eq!(head.size_alone(part), None);
            assert!(kept >= size.max(1) && kept < size + UNIT + 1);
            assert_eq!(LiveCell::head(kept), head);
        }
        for size in [SMALL_MAX + 1, 5001] {
            let head = LiveCell::head(size);
            assert_eq!(LiveCell::kept_size(size), size);
            assert_eq!(head.size_alone(LiveCell::EMPTY), None);
        }
        assert_eq!(LiveCell::EMPTY.size_alone(LiveCell::EMPTY), None);
    }

    #[test]
    fn a_zero_size_object_can_be_seen() {
        assert!(LiveCell::head(0).is_head());
    }

    #[test]
    fn an_owner_in_the_maps_changes_no_size() {
        for size in [1, 8, 9, 16, 17, 24, 25, 32] {
            let head = LiveCell::head(size);
            let owned = head.owned_in_maps();
            assert!(owned.is_head() && owned.has_owner_in_maps());
            assert_eq!(owned.rounded_size(), head.rounded_size());
            assert_eq!(owned.size_alone(LiveCell::EMPTY), None);
        }
    }

    #[test]
    fn an_object_reaches_over_the_cells_that_are_its_own() {
        for size in 1..=SMALL_MAX + 1 {
            for count in 1..3 {
                let is_own = size > u64::from(count) * CELL_SPAN;
                let has = LiveCell::head(size).has_cells_after(count);
                assert_eq!(has, is_own, "{count} of {size}");
            }
            let has_both = LiveCell::head(size).has_cells_after(2);
            assert_eq!(has_both, size > IN_MAPS_MAX, "of {size}");
        }
    }

    #[test]
    fn every_byte_is_nothing_a_head_or_a_part() {
        for bits in 0..=u8::MAX {
            let cell = LiveCell::from_bits(bits);
            let is = [bits == 0, cell.is_head(), cell.is_part()];
            assert_eq!(is.into_iter().filter(|is| *is).count(), 1);
            let heads = heads_of(u64::from(bits) << 24 | 0x0100) >> 24;
            assert_eq!(heads as u8, if is[2] { 0 } else { bits });
        }
    }

    #[test]
    fn a_head_is_owned_by_the_cell_after_it() {
        let cells = u64::from_le_bytes([3, 0x89, 0x80, 9, 0, 0, 0, 4]);
        let flags = |after| owned_heads_of(cells, after).to_le_bytes();
        assert_eq!(flags(0), [0x80, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(flags(0x95), [0x80, 0, 0, 0, 0, 0, 0, 0x80]);
        let heads = heads_of(cells).to_le_bytes();
        assert_eq!(heads, [3, 0, 0, 9, 0, 0, 0, 4]);
    }

    #[test]
    fn large_objects_cannot_share_a_cell() {
        const { assert!(SMALL_MAX >= LARGE_SPAN) };
    }
}
