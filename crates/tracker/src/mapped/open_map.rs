//! What a thread's fast path needs of the live map.
#![expect(unsafe_code, reason = "a view of mapped cells")]

use super::maps::{self, Cells};
use residue_segment::UNIT;
use std::cell::Cell;
use std::sync::atomic::AtomicU8;

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

    /// The cell of an object at `address`, whoever owns it, and the two after
    /// it.
    #[inline(always)]
    pub(crate) fn cells(&self, address: u64) -> Option<[&'static AtomicU8; 3]> {
        let cell = self.cell_below(self.coverage.get(), address)?;
        let start = std::ptr::from_ref(cell);
        // SAFETY: the live map goes on for some cells beyond the last that a
        // limit allows: see `maps::UNCOVERED`.
        let after = |count| unsafe { &*start.wrapping_add(count) };
        Some([cell, after(1), after(2)])
    }

    /// All cells of an object at `address`, whoever owns it.
    #[inline(always)]
    pub(crate) fn covered(&self, address: u64) -> Option<Cells> {
        // The same limit, or 0: see `open`.
        (address < self.coverage.get()).then(|| Cells::of_covered(address))
    }

    /// The cell of a new object at `address`, if it has no owner.
    #[inline(always)]
    pub(crate) fn untagged_cell(
        &self,
        address: u64,
    ) -> Option<&'static AtomicU8> {
        self.cell_below(self.untagged.get(), address)
    }

    #[inline(always)]
    fn cell_below(
        &self,
        limit: u64,
        address: u64,
    ) -> Option<&'static AtomicU8> {
        if address >= limit {
            return None;
        }
        let base = self.base.get() as *const AtomicU8;
        // SAFETY: the address is below one of the limits, so that `open`
        // found its cell mapped at `base`.
        Some(unsafe { &*base.wrapping_add((address / UNIT) as usize) })
    }
}
