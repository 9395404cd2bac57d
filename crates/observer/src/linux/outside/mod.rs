//! A process seen from outside: its allocators' own structures, walked, and
//! laid over the pages that are resident.
//!
//! All of it must be of one moment. A process that waits for something shows
//! one moment without being held: it is read, and believed if none of its
//! threads ran meanwhile (`rest`). Only one that does not rest is stopped
//! (`trace`) for as long as it is read.

mod account;
mod ahead;
mod alone;
mod beside;
mod copy;
mod files;
mod forked;
mod inside;
mod joined;
mod live;
mod look;
mod memory;
mod pointers;
mod refuse;
mod rest;
mod shown;
mod trace;
mod tracked;
mod watched;

use super::attach::Attached;
use super::process::Process;
use crate::{Error, OutsideSnapshot, Stop};
use files::ProcessFiles;
use inside::Names;
use look::{ProcessState, Walks};
use pointers::Pointers;
use residue_walk::{Found, Thread};
use rest::{Disturbed, Hope, Rest};
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
    pointers: Pointers,
    hope: Hope,
    page: u64,
}

/// How often a process that stands in the middle of an allocation is let go
/// on and stopped again.
const TRIES: usize = 12;

/// For how long it goes on in between; each time twice as long.
const PAUSE: Duration = Duration::from_micros(200);

/// How often a process that rests is read before it is stopped for it: it may
/// wake up in between.
const RESTS: usize = 4;

/// What was read of a process at one moment.
type Read = (ProcessState, Walks);

/// What a process was stopped for.
#[derive(Clone, Copy, Debug, Default)]
struct Stood {
    time: Duration,
    /// Bytes that were copied meanwhile.
    copied: u64,
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
        let (pointers, hope) = (Pointers::default(), Hope::default());
        let segment = segment_of(&process)?;
        Ok(Outside {
            process,
            segment,
            files,
            found,
            names,
            pointers,
            hope,
            page,
        })
    }

    /// The same of a process with a tracker as if it had none.
    pub fn without_tracker(self) -> Outside {
        Outside { segment: None, ..self }
    }

    /// Reads everything, of one moment unless told otherwise: of a process
    /// that stands still, or does not run by itself.
    pub fn look(&mut self, stop: Stop) -> Result<OutsideSnapshot, Error> {
        let mut stood = Stood::default();
        let at_rest = match stop {
            Stop::Yes if self.hope.is_up() => {
                let read = self.read_at_rest(&mut stood)?;
                self.hope.learn(read.is_some());
                read
            }
            _ => None,
        };
        let (mut standing, walks) = match at_rest {
            Some(read) => read,
            None => self.read_stopped(stop, &mut stood)?,
        };
        standing.complete()?;
        let unread = &self.found.refused;
        let mut seen = standing.settle(walks, &self.files, &self.names, unread);
        seen.stopped = (stop != Stop::No).then_some(stood.time);
        seen.copied_stopped = stood.copied;
        Ok(seen)
    }

    /// Reads everything while the process waits for something; `None` if it
    /// runs, or something shows only when it has gone on for a moment.
    fn read_at_rest(
        &mut self,
        stood: &mut Stood,
    ) -> Result<Option<Read>, Error> {
        let mut disturbed = Disturbed::No;
        for _ in 0..RESTS {
            let Some(rest) = Rest::of(&self.process, disturbed) else { break };
            let known = self.pointers.of(&self.process, rest.threads());
            let Some(threads) = known else {
                let traced = Traced::stop(&self.process)?;
                self.pointers.learn(&self.process, &traced.threads());
                stood.time += traced.stood();
                disturbed = Disturbed::Yes;
                continue;
            };
            let read = self.read(threads, Some(&rest));
            let read = read.and_then(|(mut standing, walks)| {
                standing.complete()?;
                Ok((standing, walks))
            });
            if !rest.lasts() {
                self.process.verify()?;
                continue;
            }
            let read = read?;
            return Ok(Some(read).filter(|(_, walks)| !walks.may_be_better()));
        }
        Ok(None)
    }

    /// Stops the process unless told otherwise, reads everything, and lets it
    /// go on.
    fn read_stopped(
        &mut self,
        stop: Stop,
        stood: &mut Stood,
    ) -> Result<Read, Error> {
        let mut pause = PAUSE;
        for tries_left in (0..TRIES).rev() {
            let traced = match stop {
                Stop::Yes | Stop::Throughout => {
                    Some(Traced::stop(&self.process)?)
                }
                Stop::No => None,
            };
            let threads = traced.as_ref().map(Traced::threads);
            let read = self.read(threads.unwrap_or_default(), None);
            if let Some(traced) = traced {
                stood.time += traced.stood();
                let copied = read.as_ref().map(|(_, walks)| walks.copied());
                stood.copied += copied.unwrap_or(0);
            }
            // A process that ended meanwhile may have shown half of itself,
            // and any error then comes from that.
            self.process.verify()?;
            let (standing, walks) = read?;
            if tries_left == 0 || !walks.may_be_better() {
                return Ok((standing, walks));
            }
            thread::sleep(pause);
            pause *= 2;
        }
        Err(Error::Restless { pid: self.process.pid() })
    }

    /// Reads everything once, as it is.
    fn read(
        &mut self,
        threads: Vec<Thread>,
        rest: Option<&Rest>,
    ) -> Result<Read, Error> {
        let process = &self.process;
        let smaps = match self.segment {
            Some(_) => Smaps::AtOnce,
            None => Smaps::Later,
        };
        let standing = ProcessState::read(process, self.page, threads, smaps)?;
        let tracker = self.segment.as_mut();
        let tracker = tracker.map(|of| Tracker::read(of, process));
        let heaps = &self.found.heaps;
        let (files, names) = (&self.files, &self.names);
        let walks =
            standing.walk(heaps, files, names, tracker.transpose()?, rest)?;
        Ok((standing, walks))
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
