//! What a thread's fast path needs of the live map.
#![expect(unsafe_code, reason = "says which cells are mapped")]

use super::head_cell::HeadCell;
use super::maps::{self, Cells};
use residue_segment::{OwnerId, OwnerTag, even_cell};
use std::cell::Cell;
use std::hint::cold_path;

/// The even lane of the live map as one thread sees it, in words that
/// are read each by itself: a read of the whole would cost a check that it is
/// valid. Objects of the odd lane take the slow path.
///
/// Where a limit is above 0, the live map is mapped at `base` for all cells of
/// the even lane below it: only [`OpenMap::open`] writes other limits than 0,
/// and mappings are never undone.
#[repr(C)]
pub(crate) struct OpenMap {
    base: Cell<u64>,
    /// Cells below this are there; 0 until the thread has taken the slow path
    /// once.
    cells: Cell<u64>,
    /// The same for allocations that have no owner: 0 also inside a
    /// container's scope.
    untagged: Cell<u64>,
    /// Whose new objects are.
    tag: Cell<OwnerTag>,
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
            cells: Cell::new(0),
            untagged: Cell::new(0),
            tag: Cell::new(OwnerTag::NONE),
        }
    }

    /// Opens the fast path to the live map, if there is one; new objects are
    /// `owner`'s.
    pub(crate) fn open(&self, owner: OwnerId) {
        let (base, cells) = maps::even_lane();
        self.base.set(base);
        self.cells.set(cells);
        self.untagged.set(if owner == OwnerId::NONE { cells } else { 0 });
        self.tag.set(OwnerTag::of(owner));
    }

    /// Sends every operation to the slow path again.
    pub(crate) fn close(&self) {
        self.cells.set(0);
        self.untagged.set(0);
    }

    /// Whether the fast path is open.
    #[inline(always)]
    pub(crate) fn is_open(&self) -> bool {
        self.cells.get() != 0
    }

    /// The cell of an object at `address`, whoever owns it.
    #[inline(always)]
    pub(crate) fn cell(&self, address: u64) -> Option<HeadCell> {
        self.cell_below(self.cells.get(), address)
    }

    /// The cell of a new object at `address`, if it has no owner.
    #[inline(always)]
    pub(crate) fn untagged_cell(&self, address: u64) -> Option<HeadCell> {
        self.cell_below(self.untagged.get(), address)
    }

    /// The cell of a new object of `size` bytes at `address`, and its owner
    /// written behind it, if it has one; `None` where that takes more than the
    /// tag.
    #[inline(always)]
    pub(crate) fn new_cell(&self, address: u64, size: u64) -> Option<HeadCell> {
        let cell = self.untagged_cell(address);
        if cell.is_some() {
            return cell;
        }
        cold_path();
        let tag = self.tag.get().after_head(size)?;
        let cell = self.cell(address)?;
        cell.set_tag(tag);
        Some(cell)
    }

    /// All cells of an object at `address`, whoever owns it.
    #[inline(always)]
    pub(crate) fn cells(&self, address: u64) -> Option<Cells> {
        Some(Cells::of(address, self.cell(address)?))
    }

    #[inline(always)]
    fn cell_below(&self, limit: u64, address: u64) -> Option<HeadCell> {
        let number = even_cell(address);
        let place = self.base.get().wrapping_add(number);
        // SAFETY: below the limit the cells are mapped, and the live map goes
        // on for some beyond: see `maps::UNCOVERED`. No other is answered.
        let cell = unsafe { HeadCell::mapped_at(place) };
        (number < limit).then_some(cell)
    }
}
