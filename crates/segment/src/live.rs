//! The live map: one byte for every 8 bytes of address space.

/// Bytes of address space that one cell of the live map stands for. No
/// allocator hands out two objects closer than this.
pub const UNIT: u64 = 8;

/// Largest size, in bytes, whose cell holds the size itself.
pub const SMALL_MAX: u64 = SMALL_UNITS * UNIT;

/// Bytes of address space that one cell of the large map stands for. Objects
/// larger than [`SMALL_MAX`] begin further apart than this, so no two of them
/// share a cell.
pub const LARGE_SPAN: u64 = 512;

const SMALL_UNITS: u64 = 126;
const LARGE: u8 = 127;
const TAG: u8 = 0x80;

/// One byte of the live map: 0 where no object begins, else the head of one.
///
/// The low seven bits are the size in 8-byte units, rounded up, or 127 where
/// the size stands in the large map. The high bit says that the owner map
/// holds this object's owner; without it the owner cell is stale and must not
/// be read, which is why a free has to clear only this byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveCell(u8);

impl LiveCell {
    /// No object begins here.
    pub const EMPTY: LiveCell = LiveCell(0);

    /// The head of an object of `size` bytes: its size where that fits, else
    /// the mark that sends the reader to the large map. A size of 0 takes one
    /// unit, so that the object can be seen.
    #[inline(always)]
    pub const fn head(size: u64) -> LiveCell {
        match size {
            0 => LiveCell(1),
            1..=SMALL_MAX => LiveCell(size.div_ceil(UNIT) as u8),
            _ => LiveCell(LARGE),
        }
    }

    /// The head of an object of 1 to [`SMALL_MAX`] bytes.
    #[inline(always)]
    pub const fn small(size: u64) -> LiveCell {
        LiveCell((((size - 1) >> 3) + 1) as u8)
    }

    /// Bytes that a reader takes an object of `size` bytes to have that has
    /// no owner: `size` itself where it is large, else rounded up to
    /// [`UNIT`], and at least that.
    pub const fn kept_size(size: u64) -> u64 {
        let head = LiveCell::head(size);
        if head.is_large() { size } else { head.rounded_size() }
    }

    /// The same head, with an owner in the owner map.
    #[inline(always)]
    pub const fn tagged(self) -> LiveCell {
        LiveCell(self.0 | TAG)
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
        self.0 != 0
    }

    /// Whether the owner map holds this object's owner.
    #[inline(always)]
    pub const fn is_tagged(self) -> bool {
        self.0 & TAG != 0
    }

    /// Whether the size stands in the large map.
    #[inline(always)]
    pub const fn is_large(self) -> bool {
        self.0 & !TAG == LARGE
    }

    /// The size in bytes, rounded up to [`UNIT`], if the head alone tells it:
    /// the object is not large and has no owner, which would tell it to the
    /// byte.
    #[inline(always)]
    pub const fn size_alone(self) -> Option<u64> {
        match self.0 {
            1..LARGE => Some(self.0 as u64 * UNIT),
            _ => None,
        }
    }

    /// Size in bytes, rounded up to [`UNIT`], of an object that
    /// [is not large](Self::is_large).
    #[inline(always)]
    pub const fn rounded_size(self) -> u64 {
        (self.0 & !TAG) as u64 * UNIT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_small_size_is_rounded_up_to_eight_bytes() {
        for size in 1..=SMALL_MAX {
            let cell = LiveCell::head(size);
            assert!(cell.is_head() && !cell.is_large() && !cell.is_tagged());
            assert_eq!(cell.rounded_size(), size.next_multiple_of(UNIT));
            assert_eq!(cell, LiveCell::small(size));
        }
    }

    #[test]
    fn sizes_past_the_small_maximum_are_large() {
        for size in [SMALL_MAX + 1, 1 << 20, u64::MAX] {
            assert!(LiveCell::head(size).is_large());
            assert!(LiveCell::head(size).tagged().is_large());
        }
    }

    #[test]
    fn a_head_tells_the_kept_size_unless_it_is_large_or_tagged() {
        for size in 0..=SMALL_MAX {
            let head = LiveCell::head(size);
            let kept = LiveCell::kept_size(size);
            assert_eq!(head.size_alone(), Some(kept));
            assert!(kept >= size.max(1) && kept < size + UNIT + 1);
            assert_eq!(LiveCell::head(kept), head);
            assert_eq!(head.tagged().size_alone(), None);
        }
        for size in [SMALL_MAX + 1, 5001] {
            assert_eq!(LiveCell::kept_size(size), size);
            assert_eq!(LiveCell::head(size).size_alone(), None);
        }
        assert_eq!(LiveCell::EMPTY.size_alone(), None);
    }

    #[test]
    fn a_zero_size_object_can_be_seen() {
        assert!(LiveCell::head(0).is_head());
    }

    #[test]
    fn a_tag_changes_neither_size_nor_kind() {
        for size in [1, 8, 9, SMALL_MAX] {
            let cell = LiveCell::head(size).tagged();
            assert!(cell.is_tagged());
            assert_eq!(
                cell.rounded_size(),
                LiveCell::head(size).rounded_size()
            );
        }
    }

    #[test]
    fn large_objects_cannot_share_a_cell() {
        const { assert!(SMALL_MAX >= LARGE_SPAN) };
    }
}
