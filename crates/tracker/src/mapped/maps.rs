//! The live, the large and the owner maps.
#![expect(unsafe_code, reason = "views of mapped cells")]

use super::head_cell::HeadCell;
use crate::sys::{self, Errno};
use residue_segment::{
    CELL_SPAN, Geometry, LARGE_SPAN, Lane, LiveCell, OwnerCell, OwnerId,
    SegmentRange,
};
use std::ffi::c_int;
use std::hint::cold_path;
use std::marker::PhantomData;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicU8, AtomicU64, compiler_fence};

/// Cells of one type in one region.
pub(super) struct CellMap<T> {
    base: AtomicU64,
    cell: PhantomData<T>,
}

impl<T> CellMap<T> {
    pub(super) const fn unmapped() -> CellMap<T> {
        CellMap { base: AtomicU64::new(0), cell: PhantomData }
    }

    fn map(&self, file: c_int, region: SegmentRange) -> Result<(), Errno> {
        let start = sys::map(Some(file), region.offset, region.len)?;
        self.is_at(start as u64);
        Ok(())
    }

    /// The same, for cells that are told by where the live map has its own,
    /// which is mapped.
    fn map_beside(
        &self,
        file: c_int,
        region: SegmentRange,
    ) -> Result<(), Errno> {
        let start = sys::map(Some(file), region.offset, region.len)? as u64;
        self.is_at(start.wrapping_sub(LIVE.base.load(Relaxed)));
        Ok(())
    }

    /// The first cell is mapped at `start`.
    pub(super) fn is_at(&self, start: u64) {
        self.base.store(start, Relaxed);
    }

    /// The cell at `index`.
    ///
    /// # Safety
    ///
    /// The map is mapped, and `index` is inside the region it was mapped
    /// for. `T` is an atomic integer, or made of them.
    pub(super) unsafe fn cell(&self, index: u64) -> &'static T {
        let base = self.base.load(Relaxed) as *const T;
        // SAFETY: the caller guarantees that the cell is mapped; mappings are
        // never undone, and zeroed bytes are a valid `T`.
        unsafe { &*base.wrapping_add(index as usize) }
    }
}

static LIVE: CellMap<AtomicU8> = CellMap::unmapped();
static LARGE: CellMap<AtomicU64> = CellMap::unmapped();
/// As if they began where the live map does, so that where a head is mapped
/// says where its cells there are.
static OWNER_LOW: CellMap<AtomicU8> = CellMap::unmapped();
static OWNER_HIGH: CellMap<AtomicU8> = CellMap::unmapped();
/// Where the odd lane begins in the live map.
static ODD_LANE: AtomicU64 = AtomicU64::new(0);
static COVERAGE: AtomicU64 = AtomicU64::new(0);

/// The last addresses have no cells of an object that begins there, so that
/// those after each head are mapped too. No allocator has them: the kernel
/// leaves the last page of the address space to nobody.
const UNCOVERED: u64 = 8 * CELL_SPAN;

/// Maps the maps; from then on [`cells`] finds cells.
pub(crate) fn map_all(file: c_int, geometry: Geometry) -> Result<(), Errno> {
    LIVE.map(file, geometry.live())?;
    LARGE.map(file, geometry.large())?;
    OWNER_LOW.map_beside(file, geometry.owner_low())?;
    OWNER_HIGH.map_beside(file, geometry.owner_high())?;
    ODD_LANE.store(geometry.lane(Lane::Odd).start, Relaxed);
    // Whoever sees the coverage sees the rest too.
    COVERAGE.store(geometry.coverage() - UNCOVERED, Release);
    Ok(())
}

/// Where a thread finds the cells of heads in the live map.
pub(super) struct Lanes {
    /// The first cell of the even lane is mapped here.
    pub(super) base: u64,
    /// How many cells the odd lane begins behind the even one.
    pub(super) odd_start: u64,
    /// So many cells of each lane may be heads: 0 while there is no map.
    pub(super) cells: u64,
}

/// Both lanes of the live map.
#[inline(always)]
pub(super) fn lanes() -> Lanes {
    let cells = coverage() / CELL_SPAN;
    let (base, odd_start) = (LIVE.base.load(Relaxed), ODD_LANE.load(Relaxed));
    Lanes { base, odd_start, cells }
}

impl Lanes {
    /// Where the first cell of `lane` is mapped.
    #[inline(always)]
    fn at(&self, lane: Lane) -> u64 {
        self.base + if lane == Lane::Odd { self.odd_start } else { 0 }
    }
}

/// One past the highest address with cells; 0 while there is no map.
fn coverage() -> u64 {
    COVERAGE.load(Acquire)
}

/// The cells of the object at one address. Whoever has one has them mapped.
#[derive(Clone, Copy)]
pub(crate) struct Cells {
    address: u64,
    cell: HeadCell,
}

/// The cells of the object at `address`, or `None` where no map covers it.
#[inline(always)]
pub(crate) fn cells(address: u64) -> Option<Cells> {
    let number = address / CELL_SPAN;
    let lanes = lanes();
    if number >= lanes.cells {
        return None;
    }
    let place = lanes.at(Lane::of(address)) + number;
    // SAFETY: the address was checked against what `map_all` mapped, less the
    // last eight cells.
    let cell = unsafe { HeadCell::mapped_at(place) };
    Some(Cells::of(address, cell))
}

impl Cells {
    /// Those of the object at `address`, whose head is in `cell`.
    pub(super) const fn of(address: u64, cell: HeadCell) -> Cells {
        Cells { address, cell }
    }

    /// Puts the object of `size` bytes on the map.
    #[inline(always)]
    pub(crate) fn insert(self, size: u64, owner: OwnerId) {
        let head = LiveCell::head(size);
        if head.is_large() {
            self.large().store(size, Relaxed);
        }
        let head = match owner {
            OwnerId::NONE => head,
            _ => self.set_owner(head, OwnerCell::new(owner, head, size)),
        };
        // Last: whoever stops the process in between sees no object, rather
        // than one without its owner.
        self.cell.publish(head);
    }

    /// Writes the size of an object that is [large](LiveCell::LARGE), and
    /// answers the cell for its head.
    #[inline(always)]
    pub(crate) fn set_large(self, size: u64) -> HeadCell {
        self.large().store(size, Relaxed);
        // Whoever stops the thread in between sees no object, rather than one
        // of another's size.
        compiler_fence(Release);
        self.cell
    }

    /// Takes the object off the map.
    pub(crate) fn remove(self) {
        self.cell.clear();
    }

    /// What the head says.
    pub(crate) fn head(self) -> LiveCell {
        self.cell.head()
    }

    /// Whose the object is that has this `head`; `None` where it has no
    /// owner.
    pub(crate) fn owner(self, head: LiveCell) -> Option<OwnerCell> {
        if head.has_owner_in_maps() {
            let low = self.low().load(Relaxed);
            let high = || self.high().load(Relaxed);
            return Some(OwnerCell::from_maps(low, high));
        }
        OwnerCell::after_head(self.cell.after())
    }

    /// Size in bytes of the object that `head` stands for, as exactly as the
    /// maps have it: rounded up where it is small and has no owner.
    pub(crate) fn size(self, head: LiveCell) -> u64 {
        if head.is_large() {
            self.large().load(Relaxed)
        } else {
            let pad = self.owner(head).map_or(0, OwnerCell::pad);
            head.rounded_size() - pad
        }
    }

    /// Writes whose the object is, and answers the head that says so.
    #[inline(always)]
    fn set_owner(self, head: LiveCell, owner: OwnerCell) -> LiveCell {
        if owner.is_after(head) {
            self.cell.set_after(owner.parts());
            return head;
        }
        let [low, high] = owner.in_maps();
        self.low().store(low, Relaxed);
        if high != 0 {
            cold_path();
            self.high().store(high, Relaxed);
        }
        head.owned_in_maps()
    }

    /// The object's size, if its head says so.
    fn large(self) -> &'static AtomicU64 {
        // SAFETY: `cells` checked the address against what `map_all` mapped.
        unsafe { LARGE.cell(self.address / LARGE_SPAN) }
    }

    /// The object's owner, if its head says so.
    fn low(self) -> &'static AtomicU8 {
        // SAFETY: `map_all` mapped as many cells as the live map has.
        unsafe { OWNER_LOW.cell(self.cell.place()) }
    }

    /// The rest of the owner, if the low map says so.
    fn high(self) -> &'static AtomicU8 {
        // SAFETY: `map_all` mapped as many cells as the live map has.
        unsafe { OWNER_HIGH.cell(self.cell.place()) }
    }
}

/// What one lane of the live map holds for the addresses from `start` to
/// `end`, eight cells a word. Both are cut to what is covered, and to whole
/// words.
pub(crate) fn live_words(
    lane: Lane,
    start: u64,
    end: u64,
) -> &'static [AtomicU64] {
    let lanes = lanes();
    let first = (start / CELL_SPAN).min(lanes.cells) / 8;
    let last = (end / CELL_SPAN).min(lanes.cells) / 8;
    if first >= last {
        return &[];
    }
    let words = lanes.at(lane) as *const AtomicU64;
    // SAFETY: the range was cut to what `map_all` mapped; a lane begins at a
    // page; mappings are never undone.
    unsafe {
        std::slice::from_raw_parts(
            words.wrapping_add(first as usize),
            (last - first) as usize,
        )
    }
}
