//! What a thread's fast path needs of the live map.
#![expect(unsafe_code, reason = "a view of mapped cells")]

use super::maps::{self, Cells};
use residue_segment::{LiveCell, UNIT};
use std::cell::Cell;
use std::hint::cold_path;
use std::sync::atomic::AtomicU8;
use std::sync::atomic::Ordering::Relaxed;

/// The live map as one thread sees it, in three words that are read each by
/// itself: a read of the whole would cost a check that it is valid.
///
/// Where a limit is above 0, the live map is mapped at `base` for all
/// addresses below it: only [`OpenMap::open`] writes other limits than 0, and
/// mappings are never undone.
#[repr(C)]
pub(crate) struct OpenMap {
    base: Cell<u64>,
    /// Addresses below this have cells; 0 until the thread has taken the slow
    /// path once.
    coverage: Cell<u64>,
    /// The same for allocations alone: 0 also inside a container's scope,
    /// where the slow path tags them.
    untagged: Cell<u64>,
}

impl OpenMap {
    /// Sends every operation to the slow path.
    #[cfg_attr(
        all(
            residue_initial_exec,
            target_os = "linux",
            any(target_arch = "x86_64", target_arch = "aarch64")
        ),
        expect(dead_code, reason = "assembly writes it there")
    )]
    pub(crate) const fn closed() -> OpenMap {
        OpenMap {
            base: Cell::new(0),
            coverage: Cell::new(0),
            untagged: Cell::new(0),
        }
    }

    /// Opens the fast path to the live map, if there is one; for allocations,
    /// unless they have an owner.
    pub(crate) fn open(&self, has_owner: bool) {
        let (base, coverage) = maps::live_map();
        self.base.set(base);
        self.coverage.set(coverage);
        self.untagged.set(if has_owner { 0 } else { coverage });
    }

    /// Sends every operation to the slow path again.
    pub(crate) fn close(&self) {
        self.coverage.set(0);
        self.untagged.set(0);
    }

    /// Whether the fast path is open.
    #[inline(always)]
    pub(crate) fn is_open(&self) -> bool {
        self.coverage.get() != 0
    }

    /// The cell of an object at `address`, whoever owns it.
    #[inline(always)]
    pub(crate) fn cell(&self, address: u64) -> Option<OpenCell> {
        self.cell_below(self.coverage.get(), address)
    }

    /// All cells of an object at `address`, whoever owns it.
    #[inline(always)]
    pub(crate) fn covered(&self, address: u64) -> Option<Cells> {
        // The same limit, or 0: see `open`.
        (address < self.coverage.get()).then(|| Cells::of_covered(address))
    }

    /// The cell of a new object at `address`, if it has no owner.
    #[inline(always)]
    pub(crate) fn untagged_cell(&self, address: u64) -> Option<OpenCell> {
        self.cell_below(self.untagged.get(), address)
    }

    #[inline(always)]
    fn cell_below(&self, limit: u64, address: u64) -> Option<OpenCell> {
        let cell = OpenCell(self.base.get().wrapping_add(address / UNIT));
        (address < limit).then_some(cell)
    }
}

/// The cell of an object, and the two after it. They are mapped: only an
/// [`OpenMap`] makes one, of an address below one of its limits, and the live
/// map goes on for some cells beyond: see `maps::UNCOVERED`. It is no
/// reference, which LLVM would compare with null on the fast path.
#[derive(Clone, Copy)]
pub(crate) struct OpenCell(u64);

impl OpenCell {
    /// The head, or one of the two cells after it.
    #[inline(always)]
    fn at(self, number: usize) -> &'static AtomicU8 {
        let start = self.0 as *const AtomicU8;
        // SAFETY: whoever has an `OpenCell` has these cells mapped for ever.
        unsafe { &*start.wrapping_add(number) }
    }

    /// What the head says.
    #[inline(always)]
    pub(crate) fn head(self) -> LiveCell {
        LiveCell::from_bits(self.at(0).load(Relaxed))
    }

    /// What the cell after the head says.
    #[inline(always)]
    pub(crate) fn after(self) -> LiveCell {
        LiveCell::from_bits(self.at(1).load(Relaxed))
    }

    /// Writes the head.
    #[inline(always)]
    pub(crate) fn set_head(self, head: LiveCell) {
        self.at(0).store(head.bits(), Relaxed);
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
