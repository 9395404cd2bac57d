//! A process seen from outside: its allocators' own structures, walked, and
//! laid over the pages that are resident.

mod account;
mod ahead;
mod beside;
mod copy;
mod files;
mod inside;
mod joined;
mod live;
mod look;
mod memory;
mod refuse;
mod shown;
mod trace;
mod tracked;

use super::attach::Attached;
use super::process::Process;
use crate::{Error, OutsideSnapshot, Stop};
use files::ProcessFiles;
use inside::Names;
use look::{ProcessState, Walks};
use residue_walk::Found;
use shown::Smaps;
use std::thread;
use std::time::Duration;
use trace::Traced;
use tracked::Tracker;

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
    page: u64,
}

/// How often a process that stands in the middle of an allocation is let go
/// on and stopped again.
const TRIES: usize = 12;

/// For how long it goes on in between; each time twice as long.
const PAUSE: Duration = Duration::from_micros(200);

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
        Ok(Outside { process, segment, files, found, names, page })
    }

    /// The same of a process with a tracker as if it had none.
    pub fn without_tracker(self) -> Outside {
        Outside { segment: None, ..self }
    }

    /// Stops the process unless told otherwise, reads everything, and lets it
    /// go on.
    pub fn look(&mut self, stop: Stop) -> Result<OutsideSnapshot, Error> {
        let (mut pause, mut stopped) = (PAUSE, Duration::ZERO);
        let smaps = match self.segment {
            Some(_) => Smaps::AtOnce,
            None => Smaps::Later,
        };
        for tries_left in (0..TRIES).rev() {
            let traced = match stop {
                Stop::Yes => Some(Traced::stop(&self.process)?),
                Stop::No => None,
            };
            let threads = traced.as_ref().map_or(&[][..], Traced::threads);
            let process = &self.process;
            let standing =
                ProcessState::read(process, self.page, threads, smaps);
            let tracker = self.segment.as_mut();
            let tracker = tracker.map(|of| Tracker::read(of, process));
            let walks = standing.and_then(|standing| {
                let heaps = &self.found.heaps;
                let (files, names) = (&self.files, &self.names);
                let tracker = tracker.transpose()?;
                let walks = standing.walk(heaps, files, names, tracker)?;
                Ok((standing, walks))
            });
            stopped += traced.as_ref().map_or(Duration::ZERO, Traced::stood);
            drop(traced);
            // A process that ended meanwhile may have shown half of itself,
            // and any error then comes from that.
            self.process.verify()?;
            let (mut standing, walks) = walks?;
            if tries_left == 0 || !walks.may_be_better() {
                standing.complete()?;
                let stopped = (stop == Stop::Yes).then_some(stopped);
                return Ok(self.seen(&standing, walks, stopped));
            }
            thread::sleep(pause);
            pause *= 2;
        }
        Err(Error::Restless { pid: self.process.pid() })
    }

    fn seen(
        &self,
        standing: &ProcessState,
        walks: Walks,
        stopped: Option<Duration>,
    ) -> OutsideSnapshot {
        let unread = &self.found.refused;
        let mut seen = standing.settle(walks, &self.files, &self.names, unread);
        seen.stopped = stopped;
        seen
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
