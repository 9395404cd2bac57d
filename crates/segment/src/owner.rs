//! Which container a live object belongs to.

use crate::{CELL_SPAN, LiveCell};
use std::hint::cold_path;

/// Who owns an object: nobody named, the allocator itself, or a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnerId(u16);

impl OwnerId {
    /// No named container.
    pub const NONE: OwnerId = OwnerId(0);
    /// The allocator's own tables, where it allocates them through the
    /// program's global allocator, as dhat does. Not part of live.
    pub const ALLOCATOR: OwnerId = OwnerId(1);
    /// One more than the largest owner that a cell can hold.
    pub const LIMIT: u16 = 1 << 11;

    const FIRST_CONTAINER: u16 = 2;

    /// The owner of the container at `index` of the container table, or
    /// `None` past what a cell can hold.
    pub const fn of_container(index: u16) -> Option<OwnerId> {
        match index.checked_add(Self::FIRST_CONTAINER) {
            Some(id) if id < Self::LIMIT => Some(OwnerId(id)),
            _ => None,
        }
    }

    /// The index in the container table, if a container is the owner.
    pub const fn container(self) -> Option<u16> {
        self.0.checked_sub(Self::FIRST_CONTAINER)
    }

    /// The number as it is stored.
    #[inline(always)]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// The owner that `bits` stores; bits past [`OwnerId::LIMIT`] are cut.
    #[inline(always)]
    pub const fn from_bits(bits: u16) -> OwnerId {
        OwnerId(bits & (Self::LIMIT - 1))
    }
}

/// The owner of an object, and by how much the live map rounds its size up,
/// so that what a container holds is exact to the byte. It takes 14 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnerCell(u16);

/// What stands after the heads of one owner's objects, but for their pads:
/// for an allocation to write without a look at anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnerTag(u8);

/// Bits that a cell has room for beside the one that says what it is.
const PART_BITS: u32 = 7;

/// The bit of a cell of the low owner map that says that the high one is to
/// be asked too.
const MORE: u8 = 0x80;

impl OwnerCell {
    /// The cell of an object of `size` bytes, whose head is `head`.
    #[inline(always)]
    pub const fn new(owner: OwnerId, head: LiveCell, size: u64) -> OwnerCell {
        let pad = if head.is_large() {
            0
        } else {
            (head.rounded_size() - size) as u16 & 7
        };
        OwnerCell(owner.bits() << 3 | pad)
    }

    /// Whether this stands after the object's `head`, as [`OwnerCell::parts`]
    /// say. Else the object has too few cells: the owner maps hold it, as
    /// [`OwnerCell::in_maps`] says, and [`LiveCell::owned_in_maps`] is its
    /// head.
    #[inline(always)]
    pub const fn is_after(self, head: LiveCell) -> bool {
        head.has_cells_after(1)
            && (self.0 < 1 << PART_BITS || head.has_cells_after(2))
    }

    /// The cells after the head; the second is [`LiveCell::EMPTY`] where one
    /// has room for all.
    #[inline(always)]
    pub const fn parts(self) -> [LiveCell; 2] {
        let high = self.0 >> PART_BITS;
        if high == 0 {
            return [LiveCell::part(self.0), LiveCell::EMPTY];
        }
        cold_path();
        [LiveCell::part(self.0), LiveCell::part(high)]
    }

    /// What the owner maps hold, the low one first; the high one is 0 where
    /// the low one says that it is not asked.
    #[inline(always)]
    pub const fn in_maps(self) -> [u8; 2] {
        let high = (self.0 >> PART_BITS) as u8;
        let low = self.0 as u8 & !MORE;
        [if high == 0 { low } else { low | MORE }, high]
    }

    /// What the owner maps say, the low one first; `high` reads the other,
    /// where it is to be asked.
    #[inline(always)]
    pub fn from_maps(low: u8, high: impl FnOnce() -> u8) -> OwnerCell {
        let more = if low & MORE == 0 { 0 } else { u16::from(high()) };
        OwnerCell(u16::from(low & !MORE) | more << PART_BITS)
    }

    /// What the two cells after a head say; `None` where the object has no
    /// owner there.
    #[inline(always)]
    pub const fn after_head(after: [LiveCell; 2]) -> Option<OwnerCell> {
        let [low, high] = after;
        if !low.is_part() {
            return None;
        }
        Some(OwnerCell(low.part_bits() | high.part_bits() << PART_BITS))
    }

    /// Who owns the object.
    #[inline(always)]
    pub const fn owner(self) -> OwnerId {
        OwnerId::from_bits(self.0 >> 3)
    }

    /// Bytes to take off the rounded size to have the requested one.
    #[inline(always)]
    pub const fn pad(self) -> u64 {
        (self.0 & 7) as u64
    }
}

impl OwnerTag {
    /// Of no owner, and of those that a single cell has no room for.
    pub const NONE: OwnerTag = OwnerTag(0);

    /// The tag of `owner`'s objects.
    pub const fn of(owner: OwnerId) -> OwnerTag {
        match OwnerCell(owner.bits() << 3) {
            OwnerCell(0) => OwnerTag::NONE,
            OwnerCell(bits @ 1..0x80) => OwnerTag(LiveCell::part(bits).bits()),
            _ => OwnerTag::NONE,
        }
    }

    /// The cell after the head of an object of `size` bytes, at most
    /// [`SMALL_MAX`](crate::SMALL_MAX); `None` where the tag tells nothing or
    /// the object has no such cell.
    #[inline(always)]
    pub const fn after_head(self, size: u64) -> Option<LiveCell> {
        if size <= CELL_SPAN || self.0 == 0 {
            return None;
        }
        let pad = (size.wrapping_neg() & 7) as u8;
        Some(LiveCell::from_bits(self.0 | pad))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_size_is_exact_to_the_byte() {
        for size in 1..=crate::SMALL_MAX {
            let head = LiveCell::head(size);
            let owner = OwnerId::of_container(7).unwrap();
            let cell = OwnerCell::new(owner, head, size);
            assert_eq!(head.rounded_size() - cell.pad(), size);
            assert_eq!(cell.owner().container(), Some(7));
        }
    }

    #[test]
    fn an_owner_is_read_back_from_where_it_stands() {
        for id in (1..OwnerId::LIMIT).map(OwnerId::from_bits) {
            for size in [1, 8, 16, 17, 24, 32, 33, crate::SMALL_MAX, 5001] {
                let head = LiveCell::head(size);
                let cell = OwnerCell::new(id, head, size);
                let (parts, [low, high]) = (cell.parts(), cell.in_maps());
                assert_eq!(OwnerCell::after_head(parts), Some(cell));
                assert_eq!(OwnerCell::from_maps(low, || high), cell);
                let needed = 1 + u64::from(parts[1].is_part());
                let has_room = size > needed * CELL_SPAN;
                assert_eq!(cell.is_after(head), has_room, "{size}");
                assert!(has_room || head.owned_in_maps().has_owner_in_maps());
            }
        }
    }

    #[test]
    fn a_tag_says_what_the_owner_would_or_nothing() {
        for id in (0..OwnerId::LIMIT).map(OwnerId::from_bits) {
            for size in [1, 16, 17, 19, 24, 32, 33, 100, crate::SMALL_MAX] {
                let head = LiveCell::head(size);
                let tagged = OwnerTag::of(id).after_head(size);
                let owner = OwnerCell::new(id, head, size);
                let [low, high] = owner.parts();
                let is_one = id != OwnerId::NONE && !high.is_part();
                let expected = (is_one && owner.is_after(head)).then_some(low);
                assert_eq!(tagged, expected, "{id:?}, {size}");
            }
        }
    }

    #[test]
    fn the_first_containers_need_one_byte() {
        for index in 0..14 {
            let id = OwnerId::of_container(index).unwrap();
            let head = LiveCell::head(24);
            let cell = OwnerCell::new(id, head, 19);
            assert!(cell.is_after(head));
            assert_eq!(cell.parts()[1], LiveCell::EMPTY);
            let head = LiveCell::head(16);
            let cell = OwnerCell::new(id, head, 13);
            assert!(!cell.is_after(head));
            let [low, _] = cell.in_maps();
            let unasked = || panic!("the low map says it all");
            assert_eq!(OwnerCell::from_maps(low, unasked).owner(), id);
        }
    }

    #[test]
    fn what_follows_an_unowned_head_is_no_owner() {
        for after in [LiveCell::EMPTY, LiveCell::head(8), LiveCell::head(5001)]
        {
            let found = OwnerCell::after_head([after, LiveCell::part(1)]);
            assert_eq!(found, None);
        }
    }

    #[test]
    fn a_large_object_has_no_pad() {
        let head = LiveCell::head(5001);
        assert_eq!(OwnerCell::new(OwnerId::ALLOCATOR, head, 5001).pad(), 0);
    }

    #[test]
    fn containers_past_the_last_owner_are_refused() {
        let last = OwnerId::LIMIT - 3;
        assert!(OwnerId::of_container(last).is_some());
        assert!(OwnerId::of_container(last + 1).is_none());
        assert!(OwnerId::of_container(u16::MAX).is_none());
    }

    #[test]
    fn the_reserved_owners_are_no_containers() {
        assert_eq!(OwnerId::NONE.container(), None);
        assert_eq!(OwnerId::ALLOCATOR.container(), None);
    }
}
