//! The survey's directory and stream.
#![expect(unsafe_code, reason = "views of the mapped survey")]

use super::maps::CellMap;
use crate::sys::{self, Errno};
use residue_segment::{Geometry, SegmentRange, survey};
use std::ffi::c_int;
use std::sync::atomic::Ordering::{Acquire, Release};
use std::sync::atomic::{AtomicU16, AtomicU64};

static DIRECTORY: CellMap<survey::Tile> = CellMap::unmapped();
static STREAM: CellMap<AtomicU16> = CellMap::unmapped();
/// The coverage of the geometry that both are mapped for; 0 before.
static COVERAGE: AtomicU64 = AtomicU64::new(0);

/// What the survey is written to. Whoever has one has it mapped.
pub(crate) struct Survey {
    geometry: Geometry,
}

/// Maps the survey, unless that was done. One thread at a time.
pub(crate) fn map_survey(
    file: c_int,
    geometry: Geometry,
) -> Result<Survey, Errno> {
    match COVERAGE.load(Acquire) {
        0 => {
            let directory = geometry.survey_directory_bytes();
            let SegmentRange { offset, len } = geometry.survey();
            let start = sys::map(Some(file), offset, len)? as u64;
            DIRECTORY.is_at(start);
            STREAM.is_at(start + directory);
            COVERAGE.store(geometry.coverage(), Release);
        }
        mapped if mapped != geometry.coverage() => {
            return Err(Errno(libc::EINVAL));
        }
        _ => {}
    }
    Ok(Survey { geometry })
}

impl Survey {
    /// The directory entry of the tile that `address` lies in.
    pub(crate) fn tile(&self, address: u64) -> &'static survey::Tile {
        let index = (address & (self.geometry.coverage() - 1)) / survey::TILE;
        // SAFETY: a `Survey` is made by `map_survey` only, which mapped a
        // directory with a tile for every address below the coverage.
        unsafe { DIRECTORY.cell(index) }
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
        // SAFETY: a `Survey` is made by `map_survey` only, which mapped a
        // stream of that many words.
        unsafe { STREAM.cell(index) }
    }
}
