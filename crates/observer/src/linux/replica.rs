//! A copy of a segment that no descriptor leads to any more: a process closed
//! it with all its others, as daemons do, and goes on writing its mapping.
//! Where the kernel lets nobody but a privileged user open what is mapped, the
//! pages that the process wrote are copied out of its memory.

use super::extents::extents;
use super::pages::Pages;
use super::process::Process;
use super::segment_name::is_segment_name;
use super::smaps::{self, Area};
use crate::Error;
use residue_segment::{FILE_NAME, Geometry, Header, SegmentRange};
use residue_walk::{Mapping, parse_maps};
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
use std::fs::File;
use std::io::{self, ErrorKind};
use std::mem::offset_of;
use std::os::unix::fs::FileExt;

/// Bytes that are copied at once.
const PIECE: usize = 1 << 20;

/// How much of a segment is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Header, containers and counters.
    Control,
    /// The maps too.
    Whole,
}

/// A file that holds what `process` wrote to the segment that it has mapped;
/// `None` where it has none. Only of one that stands still is all of it of one
/// moment.
pub(crate) fn copy(
    process: &Process,
    part: Part,
) -> Result<Option<File>, Error> {
    let text = process.read("maps")?;
    let mappings = parse_maps(&text)
        .map_err(|e| Error::Malformed { what: e.to_string() })?;
    let mut of_segment = mappings
        .into_iter()
        .filter(|of| is_segment_name(&of.name) && !of.private);
    let Some(control) = of_segment.clone().find(|of| of.offset == 0) else {
        return Ok(None);
    };
    let memory = process.open("mem")?;
    let failed = |e| process.refusal("a segment's memory", e);
    let bits = address_bits(&memory, &control).map_err(failed)?;
    let geometry = u32::try_from(bits).ok().and_then(Geometry::new);
    let geometry = geometry.ok_or_else(|| Error::Malformed {
        what: "segment: absurd address bits".into(),
    })?;
    let file = empty(geometry.file_len())
        .map_err(|source| Error::Io { what: "make room".into(), source })?;
    let is_wanted = |of: &Mapping| part == Part::Whole || of.offset == 0;
    let wanted: Vec<Mapping> = of_segment.by_ref().filter(is_wanted).collect();
    let areas = areas(process, &wanted)?;
    let pages = Pages::open(process, rustix::param::page_size() as u64)?;
    for (mapping, area) in wanted.iter().zip(&areas) {
        for span in pages.resident([area])? {
            let to = mapping.offset + (span.start - mapping.span.start);
            transfer(&memory, &span, &file, to).map_err(failed)?;
        }
    }
    Ok(Some(file))
}

/// A copy of a segment's `file`, which is sparse, without what lies in
/// `without`.
pub(crate) fn duplicate(
    file: &File,
    without: Option<SegmentRange>,
) -> io::Result<File> {
    let len = file.metadata()?.len();
    let copy = empty(len)?;
    let behind = without.map_or(len, |of| of.end().min(len));
    let before = without.map_or(len, |of| of.offset.min(len));
    for region in [0..before, behind..len] {
        let (offset, len) = (region.start, region.end - region.start);
        for span in extents(file, SegmentRange { offset, len })? {
            let at = offset + span.start;
            let from = at..offset + span.end;
            transfer(file, &from, &copy, at)?;
        }
    }
    Ok(copy)
}

/// A sparse file as a tracker makes it.
fn empty(len: u64) -> io::Result<File> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    let file = File::from(memfd_create(FILE_NAME, flags)?);
    file.set_len(len)?;
    fcntl_add_seals(&file, SealFlags::SHRINK)?;
    Ok(file)
}

fn address_bits(memory: &File, control: &Mapping) -> io::Result<u64> {
    let mut word = [0; 8];
    let at = control.span.start + offset_of!(Header, address_bits) as u64;
    memory.read_exact_at(&mut word, at)?;
    Ok(u64::from_ne_bytes(word))
}

/// What `smaps` says of `mappings`. What is in swap cannot be told from what
/// was never written.
fn areas(process: &Process, mappings: &[Mapping]) -> Result<Vec<Area>, Error> {
    let all = smaps::parse(&process.read_smaps()?)?;
    let area = |of: &Mapping| {
        let found = all.iter().find(|area| area.span == of.span);
        found.cloned().unwrap_or_default()
    };
    let areas: Vec<Area> = mappings.iter().map(area).collect();
    if areas.iter().any(|area| area.swapped > 0) {
        let why = "the process closed its segment's descriptor, and a part of \
                   the segment is in swap; run as root, who may open it";
        return Err(Error::Unsupported { why });
    }
    Ok(areas)
}

fn transfer(
    memory: &File,
    span: &std::ops::Range<u64>,
    file: &File,
    to: u64,
) -> io::Result<()> {
    let mut piece = vec![0; PIECE.min((span.end - span.start) as usize)];
    let mut at = span.start;
    while at < span.end {
        let len = PIECE.min(usize::try_from(span.end - at).unwrap_or(PIECE));
        let piece = piece.get_mut(..len).ok_or(ErrorKind::InvalidInput)?;
        memory.read_exact_at(piece, at)?;
        file.write_all_at(piece, to + (at - span.start))?;
        at += len as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duplicate_is_of_its_moment_and_has_no_more_than_it_should() {
        const WITHOUT: SegmentRange =
            SegmentRange { offset: 1 << 20, len: 1 << 20 };
        let file = empty(1 << 40).unwrap();
        let offsets = [0, WITHOUT.offset, WITHOUT.end(), (1 << 39) + 5];
        for offset in offsets {
            file.write_all_at(&[7; 5000], offset).unwrap();
        }
        let copy = duplicate(&file, Some(WITHOUT)).unwrap();
        file.write_all_at(&[8; 5000], 0).unwrap();
        let seen = offsets.map(|offset| {
            let mut bytes = [1; 5000];
            copy.read_exact_at(&mut bytes, offset).unwrap();
            (bytes[0], bytes[4999])
        });
        assert_eq!(seen, [(7, 7), (0, 0), (7, 7), (7, 7)]);
        let whole = SegmentRange { offset: 0, len: 1 << 40 };
        assert_eq!(extents(&copy, whole).unwrap().len(), 3);
    }
}
