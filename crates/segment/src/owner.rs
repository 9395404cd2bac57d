//! Which container a live object belongs to.

use crate::LiveCell;
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

/// Where the owner of an object stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerPlace {
    /// In the cells of the live map after its head; the second of them is
    /// [`LiveCell::EMPTY`] where one has room for it.
    Cells([LiveCell; 2]),
    /// In the owner maps: the object has too few cells.
    Maps {
        /// The head that says so.
        head: LiveCell,
        /// What the low owner map holds.
        low: u8,
        /// What the high owner map holds: 0 where `low` says that it is not
        /// asked.
        high: u8,
    },
}

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

    /// Where this stands for an object of that `head`.
    #[inline(always)]
    pub const fn place(self, head: LiveCell) -> OwnerPlace {
        let low = LiveCell::part(self.0 & 0x7f);
        let high = self.0 >> 7;
        if high == 0 {
            if head.has_cells_after(1) {
                return OwnerPlace::Cells([low, LiveCell::EMPTY]);
            }
        } else {
            cold_path();
        }
        match head.owned_in_maps() {
            Some(head) => OwnerPlace::Maps {
                head,
                low: (self.0 & 0x7f) as u8 | if high == 0 { 0 } else { MORE },
                high: high as u8,
            },
            None => OwnerPlace::Cells([low, LiveCell::part(high & 0x7f)]),
        }
    }

    /// What the owner maps say, the low one first; `high` reads the other,
    /// where it is to be asked.
    #[inline(always)]
    pub fn from_maps(low: u8, high: impl FnOnce() -> u8) -> OwnerCell {
        let more = if low & MORE == 0 { 0 } else { u16::from(high()) };
        OwnerCell(u16::from(low & !MORE) | more << 7)
    }

    /// What the two cells after a head say; `None` where the object has no
    /// owner there.
    #[inline(always)]
    pub const fn after_head(after: [LiveCell; 2]) -> Option<OwnerCell> {
        let [low, high] = after;
        if !low.is_part() {
            return None;
        }
        Some(OwnerCell(low.part_bits() | high.part_bits() << 7))
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
                match cell.place(head) {
                    OwnerPlace::Cells(after) => {
                        let found = OwnerCell::after_head(after);
                        assert_eq!(found, Some(cell), "{size}");
                        let taken = 1 + u64::from(after[1].is_part());
                        assert!(size > taken * crate::CELL_SPAN);
                    }
                    OwnerPlace::Maps { head, low, high } => {
                        assert!(size <= 32 && head.has_owner_in_maps());
                        let found = OwnerCell::from_maps(low, || high);
                        assert_eq!(found, cell, "{size}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_containers_need_one_byte() {
        for index in 0..14 {
            let id = OwnerId::of_container(index).unwrap();
            let head = LiveCell::head(24);
            let place = OwnerCell::new(id, head, 19).place(head);
            let is_one = |after: [LiveCell; 2]| after[1] == LiveCell::EMPTY;
            assert!(matches!(place, OwnerPlace::Cells(after) if is_one(after)));
            let head = LiveCell::head(16);
            let OwnerPlace::Maps { low, high: 0, .. } =
                OwnerCell::new(id, head, 13).place(head)
            else {
                panic!("it has no cell after its head");
            };
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
