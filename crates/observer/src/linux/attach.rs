//! Finding the segment of a process.

use super::process::Process;
use super::ready;
use super::replica::{self, Part};
use super::sampling;
use super::segment::Segment;
use super::segment_name::is_segment_name;
use crate::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering::{Acquire, Relaxed};

/// The segment that a process writes, and how it is seen.
#[derive(Debug)]
pub(crate) struct Attached {
    segment: Segment,
    /// Whether it is a copy, which shows what was written when it was made.
    is_copy: bool,
}

impl Attached {
    /// Finds the segment that `process` writes: among its descriptors, or
    /// where it closed them, by its mapping. A fork has its parent's too, and
    /// says so by another number.
    pub(crate) fn to(process: &Process) -> Result<Attached, Error> {
        let paths = descriptors(process)?.into_iter().chain(mapped(process)?);
        // What the process closed meanwhile, or may not be opened, is none.
        let files = paths.filter_map(|path| File::open(path).ok());
        match own(process, files) {
            Ok(segment) => return Ok(Attached { segment, is_copy: false }),
            Err(Error::NoSegment { .. }) => {}
            Err(error) => return Err(error),
        }
        let segment = own(process, replica::copy(process, Part::Control)?)?;
        Ok(Attached { segment, is_copy: true })
    }

    /// The segment; a copy of it shows an earlier moment until it is
    /// [renewed](Attached::renew).
    pub(crate) fn segment(&mut self) -> &mut Segment {
        &mut self.segment
    }

    /// The segment as the process goes on writing it; `None` if this is a
    /// copy.
    pub(crate) fn shared(&self) -> Option<&Segment> {
        (!self.is_copy).then_some(&self.segment)
    }

    /// Sees to it that the segment shows what `process` wrote until now. It
    /// stands still, or will once it has surveyed itself.
    pub(crate) fn renew(&mut self, process: &Process) -> Result<(), Error> {
        if self.is_copy {
            self.wait(process)?;
            self.segment = copied(process, Part::Whole)?;
        }
        Ok(())
    }

    /// What `process`, which stands still, wrote until now, and nothing that it
    /// will: without a survey of itself.
    pub(crate) fn frozen(
        &mut self,
        process: &Process,
    ) -> Result<Attached, Error> {
        // There is not room for many maps.
        self.segment.unmap_maps();
        let segment = match self.is_copy {
            true => copied(process, Part::Whole)?,
            false => self.segment.frozen()?,
        };
        Ok(Attached { segment, is_copy: false })
    }

    /// Waits until `process` is ready to be read at its phase.
    pub(crate) fn wait(&self, process: &Process) -> Result<(), Error> {
        let is_ready = |segment: &Segment| {
            let phase = &segment.header()?.phase;
            Ok(phase.ready.load(Acquire) >= phase.sequence.load(Relaxed))
        };
        ready::wait(process, || match self.shared() {
            Some(segment) => is_ready(segment),
            None => is_ready(&copied(process, Part::Control)?),
        })
    }
}

/// The segment among `files` that `process` writes itself, or why the last of
/// them is none.
fn own(
    process: &Process,
    files: impl IntoIterator<Item = File>,
) -> Result<Segment, Error> {
    let own_pid = process.status()?.own_pid;
    let mut refusal = Error::NoSegment { pid: process.pid() };
    let mut found = Vec::new();
    for file in files {
        match Segment::open(file) {
            Ok(segment) if segment.header_pid() == own_pid => {
                found.push((knows(&segment)?, segment));
            }
            Ok(segment) => {
                let tracked = segment.header_pid();
                refusal = Error::Detached { pid: process.pid(), tracked };
            }
            Err(error) => refusal = error,
        }
    }
    // Of those that know as much, the first, which a descriptor leads to.
    let most = found.into_iter().rev().max_by_key(|(knows, _)| *knows);
    most.map(|(_, segment)| segment).ok_or(refusal)
}

/// By what one of several segments of a process is chosen: a program with a
/// tracker of its own may have C's objects tracked by a library, too. One that
/// names containers tells most; else the one with more that lives.
fn knows(segment: &Segment) -> Result<(bool, u64), Error> {
    let named = segment.header()?.containers.load(Acquire) > 0;
    Ok((named, sampling::live(segment)?))
}

fn copied(process: &Process, part: Part) -> Result<Segment, Error> {
    let file = replica::copy(process, part)?;
    let gone = Error::NoSegment { pid: process.pid() };
    Segment::open(file.ok_or(gone)?)
}

/// The descriptors of `process` that are a segment by name.
fn descriptors(process: &Process) -> Result<Vec<PathBuf>, Error> {
    let listed = fs::read_dir(process.path("fd"))
        .map_err(|e| process.refusal("the descriptors", e))?;
    let mut found = Vec::new();
    for entry in listed {
        let path =
            entry.map_err(|e| process.refusal("the descriptors", e))?.path();
        if fs::read_link(&path).is_ok_and(|target| is_segment(&target)) {
            found.push(path);
        }
    }
    Ok(found)
}

/// What `process` has mapped that is a segment by name: the mappings of the
/// beginning, of which there is one. Only a privileged user may open them.
fn mapped(process: &Process) -> Result<Vec<PathBuf>, Error> {
    let text = process.read("maps")?;
    let mappings = residue_walk::parse_maps(&text)
        .map_err(|e| Error::Malformed { what: e.to_string() })?;
    let control = mappings
        .into_iter()
        .filter(|of| of.offset == 0 && is_segment_name(&of.name));
    let path = |of: residue_walk::Mapping| {
        let (start, end) = (of.span.start, of.span.end);
        process.path(&format!("map_files/{start:x}-{end:x}"))
    };
    Ok(control.map(path).collect())
}

fn is_segment(target: &Path) -> bool {
    target.to_str().is_some_and(is_segment_name)
}
