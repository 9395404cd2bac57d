//! The head of an object in the live map, and what stands after it.
#![expect(unsafe_code, reason = "a view of mapped cells")]

use residue_segment::{IN_MAPS_MAX, LiveCell};
use std::hint::cold_path;
use std::sync::atomic::Ordering::{Relaxed, Release};
use std::sync::atomic::{AtomicU8, compiler_fence};

/// The cell of an object's head, and the two after it, all mapped for ever. It
/// is no reference, which LLVM would compare with null on the fast path.
#[derive(Clone, Copy)]
pub(crate) struct HeadCell(u64);

impl HeadCell {
    /// The cell that is mapped at `place`.
    ///
    /// # Safety
    ///
    /// Wherever a method of the cell is called, it and the two after it are
    /// mapped as cells of the live map, for ever.
    #[inline(always)]
    pub(super) const unsafe fn mapped_at(place: u64) -> HeadCell {
        HeadCell(place)
    }

    /// Where it is mapped.
    pub(super) const fn place(self) -> u64 {
        self.0
    }

    /// The head, or one of the two cells after it.
    #[inline(always)]
    fn at(self, number: usize) -> &'static AtomicU8 {
        debug_assert!(number < 3);
        let start = self.0 as *const AtomicU8;
        // SAFETY: whoever called `mapped_at` has these cells mapped for ever.
        unsafe { &*start.wrapping_add(number) }
    }

    /// What the head says.
    #[inline(always)]
    pub(crate) fn head(self) -> LiveCell {
        LiveCell::from_bits(self.at(0).load(Relaxed))
    }

    /// What the cell after the head says.
    #[inline(always)]
    pub(crate) fn next(self) -> LiveCell {
        LiveCell::from_bits(self.at(1).load(Relaxed))
    }

    /// What both cells after the head say.
    pub(super) fn after(self) -> [LiveCell; 2] {
        [self.next(), LiveCell::from_bits(self.at(2).load(Relaxed))]
    }

    /// Writes the head.
    #[inline(always)]
    pub(crate) fn set_head(self, head: LiveCell) {
        self.at(0).store(head.bits(), Relaxed);
    }

    /// Writes the head, once all is written that it stands for.
    #[inline(always)]
    pub(super) fn publish(self, head: LiveCell) {
        self.at(0).store(head.bits(), Release);
    }

    /// Writes the parts of the owner that are not empty, which the object has
    /// cells for.
    #[inline(always)]
    pub(super) fn set_after(self, [low, high]: [LiveCell; 2]) {
        self.at(1).store(low.bits(), Relaxed);
        if high.is_part() {
            cold_path();
            self.at(2).store(high.bits(), Relaxed);
        }
    }

    /// Writes the cell after the head, before the head is written.
    #[inline(always)]
    pub(super) fn set_tag(self, after: LiveCell) {
        self.at(1).store(after.bits(), Relaxed);
        // Whoever stops the thread in between sees no object, rather than one
        // without its owner.
        compiler_fence(Release);
    }

    /// Clears the head alone, of an object of at least `size` bytes that has
    /// no owner: answers `false`, and does nothing, where it has one.
    #[inline(always)]
    pub(crate) fn clear_unowned(self, size: u64) -> bool {
        let is_unowned = !self.next().is_part()
            && (size > IN_MAPS_MAX || !self.head().has_owner_in_maps());
        if is_unowned {
            self.set_head(LiveCell::EMPTY);
        }
        is_unowned
    }

    /// Clears the head, and the cells after it, if they say whose the object
    /// is.
    #[inline(always)]
    pub(crate) fn clear(self) {
        for number in 1..3 {
            let cell = self.at(number);
            if !LiveCell::from_bits(cell.load(Relaxed)).is_part() {
                break;
            }
            cold_path();
            cell.store(LiveCell::EMPTY.bits(), Relaxed);
        }
        self.set_head(LiveCell::EMPTY);
    }
}
