//! A segment as its observer sees it. Every index that comes from the segment
//! is checked, since the process that wrote it may be broken.

mod maps;

pub(crate) use maps::{Extents, Maps};

use super::mapping::MappedFile;
use super::replica;
use crate::Error;
use residue_segment::{
    BLOCKS_MAX, CONTAINERS_MAX, ContainerEntry, Geometry, Header, MAGIC,
    MapState, ThreadBlock, VERSION,
};
use rustix::fs::SealFlags;
use std::fs::File;
use std::io;
use std::sync::atomic::Ordering::{Acquire, Relaxed};

/// A segment, its control region mapped.
#[derive(Debug)]
pub(crate) struct Segment {
    file: File,
    control: MappedFile,
    maps: Option<Maps>,
}

impl Segment {
    /// Maps the control region of `file`, and checks its header. A file that
    /// could be shortened is refused: a read past its new end would kill the
    /// observer.
    pub(crate) fn open(file: File) -> Result<Segment, Error> {
        let seals = rustix::fs::fcntl_get_seals(&file);
        if !seals.is_ok_and(|seals| seals.contains(SealFlags::SHRINK)) {
            return Err(malformed(
                "segment: it is not sealed against shrinking",
            ));
        }
        let control = MappedFile::new(&file, Geometry::control())
            .map_err(|e| failed("map the segment's header", e))?;
        let segment = Segment { file, control, maps: None };
        let header = segment.header()?;
        if header.magic.load(Acquire) != MAGIC {
            return Err(malformed("segment: it does not begin with its mark"));
        }
        let found = header.version.load(Relaxed);
        if found != VERSION {
            return Err(Error::Version { found, expected: VERSION });
        }
        Ok(segment)
    }

    pub(crate) fn header(&self) -> Result<&Header, Error> {
        self.control.at(0).ok_or_else(|| malformed("segment: no header"))
    }

    /// The process that writes the segment, as it sees itself.
    pub(crate) fn header_pid(&self) -> u64 {
        self.header().map_or(0, |header| header.pid.load(Relaxed))
    }

    /// The containers named so far.
    pub(crate) fn containers(&self) -> Result<&[ContainerEntry], Error> {
        let named = self.header()?.containers.load(Acquire);
        let count = named.min(CONTAINERS_MAX as u64);
        self.control
            .slice(Geometry::containers_offset(), count)
            .ok_or_else(|| malformed("segment: no containers"))
    }

    /// The counters of the threads that ever had some of their own.
    pub(crate) fn blocks(&self) -> Result<&[ThreadBlock], Error> {
        let used = self.header()?.blocks_used.load(Acquire);
        let count = used.min(BLOCKS_MAX as u64);
        self.control
            .slice(Geometry::blocks_offset(), count)
            .ok_or_else(|| malformed("segment: no thread blocks"))
    }

    /// The maps, or why they do not show every object. They are mapped when
    /// they are first there.
    pub(crate) fn maps(&mut self) -> Result<Result<&mut Maps, String>, Error> {
        if let Some(why) = self.unmapped()? {
            return Ok(Err(why));
        }
        if self.maps.is_none() {
            let bits = self.header()?.address_bits.load(Relaxed);
            self.maps = Some(Maps::new(&self.file, bits)?);
        }
        self.maps.as_mut().map(Ok).ok_or_else(|| malformed("segment: no maps"))
    }

    /// A copy of it as it is now, without a survey.
    pub(crate) fn frozen(&self) -> Result<Segment, Error> {
        let bits = self.header()?.address_bits.load(Relaxed);
        let geometry = u32::try_from(bits).ok().and_then(Geometry::new);
        let survey = geometry.map(Geometry::survey);
        let file = replica::duplicate(&self.file, survey)
            .map_err(|e| failed("copy the segment", e))?;
        Segment::open(file)
    }

    /// Unmaps the maps until they are asked for again: they take 52 TiB of
    /// address space, of which there is room for two.
    pub(crate) fn unmap_maps(&mut self) {
        self.maps = None;
    }

    fn unmapped(&self) -> Result<Option<String>, Error> {
        let header = self.header()?;
        let uncovered = header.uncovered.load(Relaxed);
        Ok(match header.map_state() {
            MapState::Starting => Some("the live map is not set up yet".into()),
            MapState::Absent => {
                let errno = header.map_errno.load(Relaxed) as i32;
                let why = io::Error::from_raw_os_error(errno);
                Some(format!("the process has no live map: {why}"))
            }
            MapState::Present if uncovered > 0 => Some(format!(
                "{uncovered} live objects lie outside the live map"
            )),
            MapState::Present => None,
        })
    }
}

fn malformed(what: &str) -> Error {
    Error::Malformed { what: what.into() }
}

fn failed(what: &str, source: io::Error) -> Error {
    Error::Io { what: what.into(), source }
}
