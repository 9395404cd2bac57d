//! What a thread's fast path needs of the live map.
#![expect(unsafe_code, reason = "says which cells are mapped")]

use super::head_cell::HeadCell;
use super::maps::{self, Cells};
use residue_segment::{OwnerId, OwnerTag, even_cell, odd_cell};
use std::cell::Cell;
use std::hint::cold_path;

/// The live map as one thread sees it, in words that are read each by
/// itself: a read of the whole would cost a check that it is valid.
///
/// Where a limit is above 0, the live map is mapped at `base` for all cells of
/// that lane below it: only [`OpenMap::open`] writes other limits than 0, and
/// mappings are never undone.
#[repr(C)]
pub(crate) struct OpenMap {
    base: Cell<u64>,
    even: OpenLane,
    odd: OpenLane,
    /// How many cells the odd lane begins behind the even one.
    odd_start: Cell<u64>,
    /// Whose new objects are.
    tag: Cell<OwnerTag>,
}

/// How much of a lane is open to the thread. Each lane has words of its own,
/// though they say the same: LLVM else loads one before either comparison, and
/// an object of the even lane, as most are, pays for it.
#[repr(C)]
struct OpenLane {
    /// Cells below this are there; 0 until the thread has taken the slow path
    /// once.
    cells: Cell<u64>,
    /// The same for allocations that have no owner: 0 also inside a
    /// container's scope.
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
            even: OpenLane::closed(),
            odd: OpenLane::closed(),
            odd_start: Cell::new(0),
            tag: Cell::new(OwnerTag::NONE),
        }
    }

    /// Opens the fast path to the live map, if there is one; new objects are
    /// `owner`'s.
    pub(crate) fn open(&self, owner: OwnerId) {
        let lanes = maps::lanes();
        self.base.set(lanes.base);
        self.odd_start.set(lanes.odd_start);
        let untagged = if owner == OwnerId::NONE { lanes.cells } else { 0 };
        self.limit(lanes.cells, untagged);
        self.tag.set(OwnerTag::of(owner));
    }

    /// Sends every operation to the slow path again.
    pub(crate) fn close(&self) {
        self.limit(0, 0);
    }

    fn limit(&self, cells: u64, untagged: u64) {
        for lane in [&self.even, &self.odd] {
            lane.cells.set(cells);
            lane.untagged.set(untagged);
        }
    }

    /// Whether the fast path is open.
    #[inline(always)]
    pub(crate) fn is_open(&self) -> bool {
        self.even.cells.get() != 0
    }

    /// Whether new objects have no owner, if the fast path is open.
    #[inline(always)]
    pub(crate) fn is_outside_scopes(&self) -> bool {
        self.even.untagged.get() != 0
    }

    /// The cell of an object at `address`, whoever owns it.
    #[inline(always)]
    pub(crate) fn cell(&self, address: u64) -> Option<HeadCell> {
        self.cell_below(|lane| &lane.cells, address)
    }

    /// The cell of a new object at `address`, if it has no owner.
    #[inline(always)]
    pub(crate) fn untagged_cell(&self, address: u64) -> Option<HeadCell> {
        self.cell_below(|lane| &lane.untagged, address)
    }

    /// The cell of a new object of `size` bytes at `address`, and its owner
    /// written behind it, if it has one; `None` where that takes more than the
    /// tag.
    #[inline(always)]
    pub(crate) fn new_cell(&self, address: u64, size: u64) -> Option<HeadCell> {
        let number = even_cell(address);
        if number < self.even.untagged.get() {
            return Some(self.at(number));
        }
        cold_path();
        // Before the odd lane: a container's objects come more often.
        let tag = self.tag.get();
        if tag == OwnerTag::NONE {
            return self.odd_cell_below(self.odd.untagged.get(), address);
        }
        let tag = tag.after_head(size)?;
        let cell = (number < self.even.cells.get()).then(|| self.at(number))?;
        cell.set_tag(tag);
        Some(cell)
    }

    /// All cells of an object at `address`, whoever owns it.
    #[inline(always)]
    pub(crate) fn cells(&self, address: u64) -> Option<Cells> {
        Some(Cells::of(address, self.cell(address)?))
    }

    /// All cells of a new large object at `address`, if it has no owner. No
    /// allocator has large ones of the odd lane.
    #[inline(always)]
    pub(crate) fn untagged_large(&self, address: u64) -> Option<Cells> {
        let number = even_cell(address);
        (number < self.even.untagged.get())
            .then(|| Cells::of(address, self.at(number)))
    }

    #[inline(always)]
    fn cell_below(
        &self,
        limit: impl Fn(&OpenLane) -> &Cell<u64>,
        address: u64,
    ) -> Option<HeadCell> {
        let number = even_cell(address);
        if number < limit(&self.even).get() {
            return Some(self.at(number));
        }
        cold_path();
        self.odd_cell_below(limit(&self.odd).get(), address)
    }

    #[inline(always)]
    fn odd_cell_below(&self, limit: u64, address: u64) -> Option<HeadCell> {
        let number = odd_cell(address);
        (number < limit)
            .then(|| self.at(number.wrapping_add(self.odd_start.get())))
    }

    /// The cell of this `number` in the live map: below the limits.
    #[inline(always)]
    fn at(&self, number: u64) -> HeadCell {
        let place = self.base.get().wrapping_add(number);
        // SAFETY: whoever asks has compared the number with a limit, below
        // which cells are mapped, and each lane goes on for some beyond: see
        // `maps::UNCOVERED`.
        unsafe { HeadCell::mapped_at(place) }
    }
}

impl OpenLane {
    const fn closed() -> OpenLane {
        OpenLane { cells: Cell::new(0), untagged: Cell::new(0) }
    }
}
