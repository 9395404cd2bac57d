//! The segment as this process has it mapped: cells by address, blocks by
//! index. The only place that turns mapped memory into references.
#![expect(unsafe_code, reason = "views of the mapped segment")]

use crate::sys::{self, Errno};
use residue_segment::{
    BLOCKS_MAX, CONTAINERS_MAX, ContainerEntry, Geometry, Header, LARGE_SPAN,
    LiveCell, OwnerCell, Region, ThreadBlock, UNIT, survey,
};
use std::ffi::c_int;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicPtr, AtomicU8, AtomicU16, AtomicU64};

/// The control region: header, containers, thread blocks.
#[derive(Clone, Copy)]
pub(crate) struct Control(&'static Header);

static CONTROL: AtomicPtr<Header> = AtomicPtr::new(std::ptr::null_mut());

impl Control {
    /// Maps the control region of `file`, or private memory without one.
    /// Called once.
    pub(crate) fn map(file: Option<c_int>) -> Result<Control, Errno> {
        let region = Geometry::control();
        let start = sys::map(file, region.offset, region.len)?;
        CONTROL.store(start.cast(), Release);
        Control::mapped().ok_or(Errno(0))
    }

    /// The control region, once it is mapped.
    pub(crate) fn mapped() -> Option<Control> {
        let header = CONTROL.load(Acquire);
        // SAFETY: `Control::map` alone stores here: zeroed memory,
        // page-aligned, as long as the region, never unmapped. Zeroed bytes
        // are a valid `Header`, and `Geometry` asserts that it fits.
        unsafe { header.as_ref() }.map(Control)
    }

    pub(crate) fn header(self) -> &'static Header {
        self.0
    }

    /// The container table.
    pub(crate) fn containers(self) -> &'static [ContainerEntry] {
        let start = self.at(Geometry::containers_offset());
        // SAFETY: `Geometry` asserts that the table stands inside the region
        // that `Control::map` mapped; zeroed bytes are valid entries.
        unsafe { std::slice::from_raw_parts(start.cast(), CONTAINERS_MAX) }
    }

    /// Every block, handed out or not.
    pub(crate) fn blocks(self) -> &'static [ThreadBlock] {
        let start = self.at(Geometry::blocks_offset());
        // SAFETY: `Geometry` asserts that the blocks stand inside the region
        // that `Control::map` mapped; zeroed bytes are valid blocks.
        unsafe { std::slice::from_raw_parts(start.cast(), BLOCKS_MAX) }
    }

    fn at(self, offset: u64) -> *const u8 {
        std::ptr::from_ref(self.0).cast::<u8>().wrapping_add(offset as usize)
    }
}

/// Cells of one type, one for every `SPAN` bytes of address space.
struct CellMap<T> {
    base: AtomicU64,
    cell: std::marker::PhantomData<T>,
}

impl<T> CellMap<T> {
    const fn unmapped() -> CellMap<T> {
        CellMap { base: AtomicU64::new(0), cell: std::marker::PhantomData }
    }

    fn map(&self, file: c_int, region: Region) -> Result<(), Errno> {
        let start = sys::map(Some(file), region.offset, region.len)?;
        self.base.store(start as u64, Relaxed);
        Ok(())
    }

    /// The cell at `index`.
    ///
    /// # Safety
    ///
    /// The map is mapped, and `index` is inside the region it was mapped
    /// for.
    unsafe fn cell(&self, index: u64) -> &'static T {
        let base = self.base.load(Relaxed) as *const T;
        // SAFETY: the caller guarantees that the cell is mapped; mappings are
        // never undone, and every `T` in use is an atomic integer.
        unsafe { &*base.wrapping_add(index as usize) }
    }
}

static LIVE: CellMap<AtomicU8> = CellMap::unmapped();
static LARGE: CellMap<AtomicU64> = CellMap::unmapped();
static OWNER: CellMap<AtomicU16> = CellMap::unmapped();
static SURVEY: CellMap<AtomicU16> = CellMap::unmapped();
static COVERAGE: AtomicU64 = AtomicU64::new(0);
static OWNER_MAPPED: AtomicU8 = AtomicU8::new(0);

/// Maps the live and the large map; from then on [`cells`] finds cells.
pub(crate) fn map_live(file: c_int, geometry: Geometry) -> Result<(), Errno> {
    LIVE.map(file, geometry.live())?;
    LARGE.map(file, geometry.large())?;
    COVERAGE.store(geometry.coverage(), Relaxed);
    Ok(())
}

/// Maps the owner map.
pub(crate) fn map_owner(file: c_int, geometry: Geometry) -> Result<(), Errno> {
    OWNER.map(file, geometry.owner())?;
    OWNER_MAPPED.store(1, Relaxed);
    Ok(())
}

/// Maps the survey.
pub(crate) fn map_survey(
    file: c_int,
    geometry: Geometry,
) -> Result<Survey, Errno> {
    if SURVEY.base.load(Relaxed) == 0 {
        SURVEY.map(file, geometry.survey())?;
    }
    Ok(Survey { geometry })
}

/// Where the live map begins, for the fast path.
pub(crate) fn live_base() -> u64 {
    LIVE.base.load(Relaxed)
}

/// One past the highest address with cells; 0 while there is no map.
pub(crate) fn coverage() -> u64 {
    COVERAGE.load(Relaxed)
}

/// The cells of the object at one address.
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
        (OWNER_MAPPED.load(Relaxed) != 0).then(|| {
            // SAFETY: `cells` checked the address, and `map_owner` mapped the
            // owner map for the same coverage before it set the flag.
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
}

/// The survey's directory and stream.
pub(crate) struct Survey {
    geometry: Geometry,
}

impl Survey {
    /// The directory entry of the tile that `address` lies in.
    pub(crate) fn tile(&self, address: u64) -> &'static survey::Tile {
        let index = (address & (self.geometry.coverage() - 1)) / survey::TILE;
        let base = SURVEY.base.load(Relaxed) as *const survey::Tile;
        // SAFETY: a `Survey` is made by `map_survey` only, which mapped a
        // directory with a tile for every address below the coverage.
        unsafe { &*base.wrapping_add(index as usize) }
    }

    /// Words that the stream has room for.
    pub(crate) fn stream_words(&self) -> u64 {
        let region = self.geometry.survey();
        (region.len - self.geometry.survey_directory_bytes()) / 2
    }

    /// The word of the stream at `index`, which is below
    /// [`Survey::stream_words`], else the last one.
    pub(crate) fn word(&self, index: u64) -> &'static AtomicU16 {
        let index = index.min(self.stream_words() - 1);
        let directory = self.geometry.survey_directory_bytes() / 2;
        // SAFETY: `map_survey` mapped the stream behind the directory, and
        // the index is inside it.
        unsafe { SURVEY.cell(directory + index) }
    }
}

/// The live map of the addresses from `start` to `end`, eight cells a word.
/// Both are cut to what is covered, and to whole words.
pub(crate) fn live_words(start: u64, end: u64) -> &'static [AtomicU64] {
    let first = start.min(coverage()) / UNIT / 8;
    let last = end.min(coverage()) / UNIT / 8;
    let words = live_base() as *const AtomicU64;
    // SAFETY: the range was cut to what `map_live` mapped, which is aligned
    // to a page; mappings are never undone.
    unsafe {
        std::slice::from_raw_parts(
            words.wrapping_add(first as usize),
            last.saturating_sub(first) as usize,
        )
    }
}

/// Writes the head of the object at `address`; the fast path.
///
/// # Safety
///
/// `base` is [`live_base`] and `address` is below [`coverage`], both from a
/// thread block that the slow path filled in.
#[inline(always)]
pub(crate) unsafe fn store_head(base: u64, address: u64, head: LiveCell) {
    let cell =
        (base as *const AtomicU8).wrapping_add((address / UNIT) as usize);
    // SAFETY: the caller guarantees that the map covers the address.
    let cell = unsafe { &*cell };
    cell.store(head.bits(), Relaxed);
}

/// The view that `describe_allocator` stored.
pub(crate) fn allocator_view(
    stored: *const crate::AllocatorView,
) -> Option<&'static crate::AllocatorView> {
    // SAFETY: `describe_allocator`, the only writer, stores references with
    // static lifetime; before it, the pointer is null.
    unsafe { stored.as_ref() }
}

/// The usable size of the live object at `address`.
pub(crate) fn usable_size(view: &crate::AllocatorView, address: u64) -> u64 {
    let object = std::ptr::with_exposed_provenance(address as usize);
    // SAFETY: the live map says that an object of the allocator that the view
    // describes begins there, which is what the view's function asks for.
    unsafe { (view.usable_size)(object) as u64 }
}
