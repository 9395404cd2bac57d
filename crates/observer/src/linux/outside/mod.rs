//! A process seen from outside: its allocators' own structures, walked, and
//! laid over the pages that are resident.
//!
//! All of it must be of one moment. A process that waits for something shows
//! one moment without being held: it is read, and believed if none of its
//! threads ran meanwhile (`rest`). One that does not rest is stopped (`trace`)
//! until all that will be read is copied, and walked as it goes on (`notes`,
//! `copied`); where that cannot be foretold, and it is small, until all of it
//! is (`whole`); else until it is walked.

mod account;
mod ahead;
mod alone;
mod beside;
mod copied;
mod copy;
mod files;
mod forked;
mod inside;
mod joined;
mod layer;
mod live;
mod look;
mod memory;
mod moment;
mod notes;
mod pointers;
mod refuse;
mod rest;
mod shown;
mod spare;
mod trace;
mod tracked;
mod tries;
mod untold;
mod watched;
mod whole;

use super::attach::Attached;
use super::process::Process;
use crate::{Error, Manner, OutsideSnapshot, Stop};
use files::ProcessFiles;
use inside::Names;
use moment::Stood;
use pointers::Pointers;
use residue_walk::Found;
use rest::Hope;

/// Looks at a process from outside, as often as asked. Nothing in it is
/// prepared, and nothing of it is touched. If it has a tracker, what that
/// knows of objects is joined with what their allocators know.
#[derive(Debug)]
pub struct Outside {
    process: Process,
    segment: Option<Attached>,
    files: ProcessFiles,
    found: Found,
    names: Names,
    pointers: Pointers,
    /// That it rests.
    hope: Hope,
    /// That it can be foretold what will be read.
    hope_to_copy: Hope,
    /// Where a small process was copied to.
    room: Vec<u8>,
    page: u64,
}

impl Outside {
    /// Finds the allocators of a process. Files and symbols are read now, so
    /// that a look later takes no longer than it must.
    pub fn attach(pid: u32) -> Result<Outside, Error> {
        let process =
            Process::find(pid).map_err(|e| refuse::or_elsewhere(pid, e))?;
        refuse::refuse(&process)?;
        let page = rustix::param::page_size() as u64;
        let files = ProcessFiles::of(&process);
        let found = look::find(&process, &files, page)?;
        let names = Names::default();
        let segment = segment_of(&process)?;
        Ok(Outside {
            process,
            segment,
            files,
            found,
            names,
            pointers: Pointers::default(),
            hope: Hope::default(),
            hope_to_copy: Hope::default(),
            room: Vec::new(),
            page,
        })
    }

    /// The same of a process with a tracker as if it had none.
    pub fn without_tracker(self) -> Outside {
        Outside { segment: None, ..self }
    }

    /// Gives back what the last look took, until the next: the map of a tracker
    /// takes a sixth of all address space, and the copy of a small process up
    /// to 64 MiB.
    pub fn unmap(&mut self) {
        self.room = Vec::new();
        if let Some(segment) = &mut self.segment {
            segment.segment().unmap_maps();
        }
    }

    /// Reads everything, of one moment unless told otherwise: of a process
    /// that stands still, or does not run by itself.
    pub fn look(&mut self, stop: Stop) -> Result<OutsideSnapshot, Error> {
        let mut stood = Stood::default();
        let mut read = None;
        if stop == Stop::Yes && self.hope.is_up() {
            let at_rest = self.read_at_rest(&mut stood)?;
            self.hope.learn(at_rest.is_some());
            read = at_rest.map(|read| (Manner::Rested, read));
        }
        if stop == Stop::Yes && read.is_none() && self.hope_to_copy.is_up() {
            let copied = self.read_copied(&mut stood)?;
            self.hope_to_copy.learn(copied.is_some());
            read = copied.map(|read| (Manner::Copied, read));
        }
        if stop == Stop::Yes && read.is_none() {
            let whole = self.read_whole(&mut stood)?;
            read = whole.map(|read| (Manner::Copied, read));
        }
        let (manner, (mut standing, walks)) = match read {
            Some(read) => read,
            None => self.read_stopped(stop, &mut stood)?,
        };
        standing.complete()?;
        let unread = &self.found.refused;
        let mut seen = standing.settle(walks, &self.files, &self.names, unread);
        seen.manner = manner;
        seen.stopped = (stop != Stop::No).then_some(stood.time);
        seen.copied_stopped = stood.copied;
        Ok(seen)
    }
}

/// The segment that a process writes, if it has a tracker that can be read.
fn segment_of(process: &Process) -> Result<Option<Attached>, Error> {
    match Attached::to(process) {
        Ok(segment) => Ok(Some(segment)),
        Err(Error::NoSegment { .. } | Error::Detached { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
