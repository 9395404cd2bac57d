//! The live, the large and the owner map.
#![expect(unsafe_code, reason = "views of mapped cells")]

use crate::sys::{self, Errno};
use residue_segment::{
    Geometry, LARGE_SPAN, LiveCell, OwnerCell, OwnerId, OwnerPlace,
    SegmentRange, UNIT,
};
use std::ffi::c_int;
use std::marker::PhantomData;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU64};

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
static OWNER: CellMap<AtomicU16> = CellMap::unmapped();
static COVERAGE: AtomicU64 = AtomicU64::new(0);

/// The last addresses have no cells of an object that begins there, so that
/// those after each head are mapped too. No allocator has them: the kernel
/// leaves the last page of the address space to nobody.
const UNCOVERED: u64 = 8 * UNIT;

/// Maps the maps; from then on [`cells`] finds cells.
pub(crate) fn map_all(file: c_int, geometry: Geometry) -> Result<(), Errno> {
    LIVE.map(file, geometry.live())?;
    LARGE.map(file, geometry.large())?;
    OWNER.map(file, geometry.owner())?;
    // Whoever sees the coverage sees the bases too.
    COVERAGE.store(geometry.coverage() - UNCOVERED, Release);
    Ok(())
}

/// Where the live map begins, and one past the highest address with cells:
/// 0 while there is no map.
pub(super) fn live_map() -> (u64, u64) {
    let coverage = coverage();
    (LIVE.base.load(Relaxed), coverage)
}

fn coverage() -> u64 {
    COVERAGE.load(Acquire)
}

/// The cells of the object at one address. Whoever has one has them mapped.
#[derive(Clone, Copy)]
pub(crate) struct Cells(u64);

/// The cells of the object at `address`, or `None` where no map covers it.
pub(crate) fn cells(address: u64) -> Option<Cells> {
    (address < coverage()).then_some(Cells(address))
}

impl Cells {
    /// Of an address below what [`live_map`] says is covered.
    pub(super) fn of_covered(address: u64) -> Cells {
        Cells(address)
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
        self.live(0).store(head.bits(), Release);
    }

    /// Takes the object off the map.
    pub(crate) fn remove(self) {
        self.live(0).store(LiveCell::EMPTY.bits(), Relaxed);
        for number in 1..3 {
            if !self.cell(number).is_part() {
                break;
            }
            self.live(number).store(LiveCell::EMPTY.bits(), Relaxed);
        }
    }

    /// What the head says.
    pub(crate) fn head(self) -> LiveCell {
        self.cell(0)
    }

    /// Whose the object is that has this `head`; `None` where it has no
    /// owner.
    pub(crate) fn owner(self, head: LiveCell) -> Option<OwnerCell> {
        if head.has_owner_in_map() {
            return Some(OwnerCell::from_bits(self.in_map().load(Relaxed)));
        }
        let low = self.cell(1);
        // The cell after that may be another object's.
        low.is_part()
            .then(|| OwnerCell::after_head([low, self.cell(2)]))
            .flatten()
    }

    /// Size in bytes of the object that `head` stands for, as exactly as the
    /// maps have it: rounded up to [`UNIT`] where it is small and has no
    /// owner.
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
        match owner.place(head) {
            OwnerPlace::Cells([low, high]) => {
                self.live(1).store(low.bits(), Relaxed);
                if high.is_part() {
                    self.live(2).store(high.bits(), Relaxed);
                }
                head
            }
            OwnerPlace::Map(head) => {
                self.in_map().store(owner.bits(), Relaxed);
                head
            }
        }
    }

    fn cell(self, number: u64) -> LiveCell {
        LiveCell::from_bits(self.live(number).load(Relaxed))
    }

    /// The object's head, or one of the two cells after it.
    fn live(self, number: u64) -> &'static AtomicU8 {
        debug_assert!(number < 3);
        // SAFETY: `cells` checked the address against what `map_all` mapped,
        // less the last eight cells.
        unsafe { LIVE.cell(self.0 / UNIT + number) }
    }

    /// The object's size, if its head says so.
    fn large(self) -> &'static AtomicU64 {
        // SAFETY: `cells` checked the address against what `map_all` mapped.
        unsafe { LARGE.cell(self.0 / LARGE_SPAN) }
    }

    /// The object's owner, if its head says so.
    fn in_map(self) -> &'static AtomicU16 {
        // SAFETY: `cells` checked the address against what `map_all` mapped.
        unsafe { OWNER.cell(self.0 / UNIT) }
    }
}

/// The live map of the addresses from `start` to `end`, eight cells a word.
/// Both are cut to what is covered, and to whole words.
pub(crate) fn live_words(start: u64, end: u64) -> &'static [AtomicU64] {
    let (base, coverage) = live_map();
    let first = start.min(coverage) / UNIT / 8;
    let last = end.min(coverage) / UNIT / 8;
    let words = base as *const AtomicU64;
    if first >= last {
        return &[];
    }
    // SAFETY: the range was cut to what `map_all` mapped, which is aligned
    // to a page; mappings are never undone.
    unsafe {
        std::slice::from_raw_parts(
            words.wrapping_add(first as usize),
            (last - first) as usize,
        )
    }
}
