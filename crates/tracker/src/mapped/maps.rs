//! The live, the large and the owner map.
#![expect(unsafe_code, reason = "views of mapped cells")]

use crate::sys::{self, Errno};
use residue_segment::{
    Geometry, LARGE_SPAN, LiveCell, OwnerCell, SegmentRange, UNIT,
};
use std::ffi::c_int;
use std::marker::PhantomData;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU16, AtomicU64};

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
static OWNER_MAPPED: AtomicBool = AtomicBool::new(false);

/// Maps the live and the large map; from then on [`cells`] finds cells.
pub(crate) fn map_live(file: c_int, geometry: Geometry) -> Result<(), Errno> {
    LIVE.map(file, geometry.live())?;
    LARGE.map(file, geometry.large())?;
    // Whoever sees the coverage sees the bases too.
    COVERAGE.store(geometry.coverage(), Release);
    Ok(())
}

/// Maps the owner map, for the geometry that [`map_live`] was given. Without
/// the `file`, which a daemon may have closed, it is what follows the live map
/// there.
pub(crate) fn map_owner(
    file: Option<c_int>,
    geometry: Geometry,
) -> Result<(), Errno> {
    let (base, covered) = live_map();
    let (live, owner) = (geometry.live(), geometry.owner());
    if geometry.coverage() != covered || live.end() != owner.offset {
        return Err(Errno(libc::EINVAL));
    }
    match file {
        Some(file) => OWNER.map(file, owner)?,
        None => {
            OWNER.is_at(sys::map_behind(base + live.len, owner.len)? as u64)
        }
    }
    OWNER_MAPPED.store(true, Release);
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
    /// The object's head.
    pub(crate) fn live(self) -> &'static AtomicU8 {
        // SAFETY: `cells` checked the address against what `map_live` mapped.
        unsafe { LIVE.cell(self.0 / UNIT) }
    }

    /// The object's size, if its head says so.
    pub(crate) fn large(self) -> &'static AtomicU64 {
        // SAFETY: `cells` checked the address against what `map_live` mapped.
        unsafe { LARGE.cell(self.0 / LARGE_SPAN) }
    }

    /// The object's owner, if there is an owner map.
    pub(crate) fn owner(self) -> Option<&'static AtomicU16> {
        OWNER_MAPPED.load(Acquire).then(|| {
            // SAFETY: `cells` checked the address against the coverage, which
            // `map_owner` compared its own with before it set the flag.
            unsafe { OWNER.cell(self.0 / UNIT) }
        })
    }

    /// What the head says.
    pub(crate) fn head(self) -> LiveCell {
        LiveCell::from_bits(self.live().load(Relaxed))
    }

    /// What the owner map says; meaningful under a tagged head only.
    pub(crate) fn owner_cell(self) -> OwnerCell {
        let bits = self.owner().map_or(0, |cell| cell.load(Relaxed));
        OwnerCell::from_bits(bits)
    }

    /// Size in bytes of the object that `head` stands for, as exactly as the
    /// maps have it: rounded up to [`UNIT`] where it is small and has no
    /// owner.
    pub(crate) fn size(self, head: LiveCell) -> u64 {
        if head.is_large() {
            self.large().load(Relaxed)
        } else if head.is_tagged() {
            head.rounded_size() - self.owner_cell().pad()
        } else {
            head.rounded_size()
        }
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
    // SAFETY: the range was cut to what `map_live` mapped, which is aligned
    // to a page; mappings are never undone.
    unsafe {
        std::slice::from_raw_parts(
            words.wrapping_add(first as usize),
            (last - first) as usize,
        )
    }
}
