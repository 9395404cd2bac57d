//! The maps of a segment: the live map, what stands beside it, and the
//! survey.

use super::{failed, malformed};
use crate::Error;
use crate::linux::Span;
use crate::linux::extents::{self, extents};
use crate::linux::mapping::MappedFile;
use residue_segment::survey::Tile;
use residue_segment::{
    CELL_SPAN, Geometry, LARGE_SPAN, Lane, LiveCell, OwnerCell, SegmentRange,
};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::OnceLock;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU8, AtomicU64};

/// Cells in a word.
const WORD_CELLS: u64 = size_of::<u64>() as u64;

/// No page is smaller on the machines in use.
const LEAST_PAGE: u64 = 4096;

/// The maps of a segment.
#[derive(Debug)]
pub(crate) struct Maps {
    geometry: Geometry,
    file: File,
    /// The survey's directory.
    survey: MappedFile,
    large: MappedFile,
    live: MappedFile,
    /// Mapped when they are first asked: hardly a program needs them, and each
    /// takes an eighth of an address space.
    owner_low: OnceLock<Option<MappedFile>>,
    owner_high: OnceLock<Option<MappedFile>>,
    /// Where the live map held data when it was asked last.
    seen: Vec<Span>,
}

/// Where the maps hold data at one instant.
#[derive(Debug, Default)]
pub(crate) struct Extents {
    /// Offsets into the live map.
    pub(crate) live: Vec<Span>,
    /// Offsets into the survey's directory.
    pub(crate) directory: Vec<Span>,
}

impl Maps {
    /// Maps those of `file`.
    pub(crate) fn new(file: &File, address_bits: u64) -> Result<Maps, Error> {
        let geometry = u32::try_from(address_bits)
            .ok()
            .and_then(Geometry::new)
            .ok_or_else(|| malformed("segment: absurd address bits"))?;
        let failed = |e| failed("map the segment's maps", e);
        let len = file.metadata().map_err(failed)?.len();
        if len < geometry.file_len() {
            return Err(failed(io::ErrorKind::UnexpectedEof.into()));
        }
        let map = |region| MappedFile::new(file, region).map_err(failed);
        let file = file.try_clone().map_err(failed)?;
        Ok(Maps {
            geometry,
            file,
            survey: map(directory(geometry))?,
            large: map(geometry.large())?,
            live: map(geometry.live())?,
            owner_low: OnceLock::new(),
            owner_high: OnceLock::new(),
            seen: Vec::new(),
        })
    }

    /// Where the live map holds data now. Its pages are mapped here in one
    /// go, unless they were mapped before.
    pub(crate) fn live_extents(&mut self) -> Result<Extents, Error> {
        let live = self.find(self.geometry.live())?;
        for span in &live {
            let mapped = extents::within(&self.seen, span);
            let mapped: u64 = mapped.map(|part| part.end - part.start).sum();
            if mapped < span.end - span.start {
                self.live.populate(span);
            }
        }
        self.seen.clone_from(&live);
        Ok(Extents { live, directory: Vec::new() })
    }

    /// Adds to `extents` where the survey holds data, once it is made.
    pub(crate) fn find_survey(
        &self,
        extents: &mut Extents,
    ) -> Result<(), Error> {
        extents.directory = self.find(directory(self.geometry))?;
        Ok(())
    }

    fn find(&self, region: SegmentRange) -> Result<Vec<Span>, Error> {
        extents(&self.file, region)
            .map_err(|e| failed("find the data in the segment", e))
    }

    /// One past the highest address that the maps cover.
    pub(crate) fn coverage(&self) -> u64 {
        self.geometry.coverage()
    }

    /// The live map's words for `span`, offsets into the map that an extent
    /// holds; eight cells a word, the lowest first.
    pub(crate) fn live_words(&self, span: &Span) -> &[AtomicU64] {
        let words = (span.end - span.start) / size_of::<u64>() as u64;
        self.live.slice(span.start, words).unwrap_or_default()
    }

    /// Size of the large object that begins at `address`.
    pub(crate) fn large_size(&self, address: u64) -> u64 {
        let cell = address / LARGE_SPAN * size_of::<u64>() as u64;
        self.large.at::<AtomicU64>(cell).map_or(0, |size| size.load(Relaxed))
    }

    /// The first word of `span`, offsets into the map that an extent holds.
    pub(crate) fn live_word(&self, span: &Span) -> u64 {
        let word = self.live.at::<AtomicU64>(span.start);
        word.map_or(0, |word| word.load(Relaxed))
    }

    /// Whose the object is that begins at `address` and has this `head`;
    /// `None` where it has no owner.
    pub(crate) fn owner(
        &self,
        address: u64,
        head: LiveCell,
    ) -> Option<OwnerCell> {
        let cell = self.geometry.cell(address);
        if head.has_owner_in_maps() {
            let low = self.geometry.owner_low();
            let low = self.owner_byte(&self.owner_low, low, cell);
            let high = self.geometry.owner_high();
            let high = || self.owner_byte(&self.owner_high, high, cell);
            return Some(OwnerCell::from_maps(low, high));
        }
        let after = |number| self.live_cell(cell + number);
        let low = after(1);
        low.is_part().then(|| OwnerCell::after_head([low, after(2)])).flatten()
    }

    /// What one of the owner maps holds in the cell of this number.
    fn owner_byte(
        &self,
        map: &OnceLock<Option<MappedFile>>,
        region: SegmentRange,
        cell: u64,
    ) -> u8 {
        let mapped = || MappedFile::new(&self.file, region).ok();
        if let Some(map) = map.get_or_init(mapped) {
            let bits = map.at::<AtomicU8>(cell);
            return bits.map_or(0, |bits| bits.load(Relaxed));
        }
        self.read_byte(region, cell).unwrap_or(0)
    }

    /// The cell of the live map at `number`, which stands behind one with
    /// data.
    fn live_cell(&self, number: u64) -> LiveCell {
        // Where a page begins there may be none yet: to read a mapping would
        // make one, for the process to pay.
        let is_page = number.is_multiple_of(LEAST_PAGE);
        let live = self.geometry.live();
        let bits = if is_page { self.read_byte(live, number) } else { None };
        let mapped = || self.live.at::<AtomicU8>(number);
        let bits = bits.or_else(|| Some(mapped()?.load(Relaxed)));
        LiveCell::from_bits(bits.unwrap_or_default())
    }

    #[cold]
    fn read_byte(&self, region: SegmentRange, number: u64) -> Option<u8> {
        let mut byte = [0];
        self.file.read_exact_at(&mut byte, region.offset + number).ok()?;
        Some(byte[0])
    }

    /// The survey's entry for the tile of this number, if it was ever
    /// written.
    pub(crate) fn tile(&self, extents: &Extents, number: u64) -> Option<&Tile> {
        let offset = number.checked_mul(size_of::<Tile>() as u64)?;
        let entry = offset..offset + size_of::<Tile>() as u64;
        extents::within(&extents.directory, &entry).next()?;
        self.survey.at(offset)
    }

    /// So many words of the survey's stream, from the one at `at` behind that
    /// at `start`; `None` past its end. They are read, not mapped: to map a
    /// page takes as long as to copy it, and of one that was never written a
    /// read makes none.
    pub(crate) fn stream(
        &self,
        start: u64,
        at: usize,
        count: usize,
    ) -> Option<Vec<u16>> {
        const WORD: usize = size_of::<u16>();
        let region = self.geometry.survey();
        let begin = self.geometry.survey_directory_bytes();
        let first = start.checked_add(at as u64)?;
        let offset = begin.checked_add(first.checked_mul(WORD as u64)?)?;
        let left = region.len.checked_sub(offset)?;
        if count as u64 > left / WORD as u64 {
            return None;
        }
        let mut bytes = vec![0; count * WORD];
        let from = region.offset + offset;
        self.file.read_exact_at(&mut bytes, from).ok()?;
        let (words, _) = bytes.as_chunks::<WORD>();
        Some(words.iter().map(|word| u16::from_ne_bytes(*word)).collect())
    }

    /// Whether the live map holds data for the addresses of `span`.
    pub(crate) fn has_data(&self, extents: &Extents, span: &Span) -> bool {
        !self.live_within(&extents.live, span).is_empty()
    }

    /// The numbers of the cells of `lane`.
    pub(crate) fn lane(&self, lane: Lane) -> Span {
        self.geometry.lane(lane)
    }

    /// The numbers of the cells of `lane` for the addresses of `span`, whole
    /// words.
    pub(crate) fn cells(&self, lane: Lane, span: &Span) -> Span {
        const WORD: u64 = CELL_SPAN * WORD_CELLS;
        let Span { start: first, end: behind } = self.lane(lane);
        let start = first.saturating_add(span.start / WORD * WORD_CELLS);
        let end = span.end.div_ceil(WORD) * WORD_CELLS;
        start.min(behind)..first.saturating_add(end).min(behind)
    }

    /// Where an object begins whose head is in the cell of this `number`.
    pub(crate) fn address(&self, number: u64) -> u64 {
        self.geometry.address(number)
    }

    /// The parts of `extents` in `lane` that stand for addresses of `span`.
    pub(crate) fn lane_within(
        &self,
        extents: &[Span],
        lane: Lane,
        span: &Span,
    ) -> Vec<Span> {
        extents::within(extents, &self.cells(lane, span)).collect()
    }

    /// The parts of `extents` that stand for addresses of `span`, lane by
    /// lane.
    pub(crate) fn live_within(
        &self,
        extents: &[Span],
        span: &Span,
    ) -> Vec<Span> {
        let of_lane = |lane| self.lane_within(extents, lane, span);
        Lane::ALL.into_iter().flat_map(of_lane).collect()
    }
}

/// The survey without its stream.
fn directory(geometry: Geometry) -> SegmentRange {
    let len = geometry.survey_directory_bytes();
    SegmentRange { len, ..geometry.survey() }
}
