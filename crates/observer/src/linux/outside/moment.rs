//! The ways to read a process so that all is of one moment.

use super::Outside;
use super::copied::Copied;
use super::look::{ProcessState, Readers, Walks};
use super::notes::Notes;
use super::rest::{Disturbed, Rest};
use super::shown::Smaps;
use super::trace::Traced;
use super::tracked::Tracker;
use super::tries::Tries;
use crate::{Error, Manner, Stop};
use residue_walk::Thread;
use std::time::Duration;

/// How often a process that rests is read before it is stopped for it: it may
/// wake up in between.
const RESTS: usize = 4;

/// How often a walk is rehearsed before it is given up to foretell what it
/// reads, and how often that is copied, to no avail.
const REHEARSALS: usize = 4;
const COPIES: usize = 4;

/// What was read of a process at one moment.
pub(super) type Read = (ProcessState, Walks);

/// What a process was stopped for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stood {
    pub(super) time: Duration,
    /// Bytes that were copied meanwhile.
    pub(super) copied: u64,
}

impl Outside {
    /// Reads everything while the process waits for something; `None` if it
    /// runs, or something shows only when it has gone on for a moment.
    pub(super) fn read_at_rest(
        &mut self,
        stood: &mut Stood,
    ) -> Result<Option<Read>, Error> {
        let mut disturbed = Disturbed::No;
        for _ in 0..RESTS {
            let Some(rest) = Rest::of(&self.process, disturbed) else { break };
            let known = self.pointers.of(&self.process, rest.threads());
            let Some(threads) = known else {
                self.learn_pointers(stood)?;
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

    /// Stops the process for a moment.
    fn learn_pointers(&mut self, stood: &mut Stood) -> Result<(), Error> {
        let traced = Traced::stop(&self.process)?;
        self.pointers.learn(&self.process, &traced.threads());
        stood.time += traced.stood();
        Ok(())
    }

    /// Stops the process until all that a walk reads is copied; `None` if that
    /// cannot be foretold, or something shows only when it has gone on for a
    /// while.
    pub(super) fn read_copied(
        &mut self,
        stood: &mut Stood,
    ) -> Result<Option<Read>, Error> {
        if self.segment.is_some() || self.found.heaps.is_empty() {
            return Ok(None);
        }
        let threads = self.all_threads(stood)?;
        // It goes on: what seems wrong with it may be so for that.
        let before = self.state(threads, Smaps::Later);
        let Ok(mut before) = before else { return Ok(None) };
        let Some(notes) = before.notes() else { return Ok(None) };
        let with = self.readers();
        if !rehearse(&before, &with, &notes) {
            return Ok(None);
        }
        for _ in 0..COPIES {
            let Some(mut copied) = before.room(&notes) else { break };
            let standing = self.copy(&mut copied, stood)?;
            match standing.walk_copied(&with, &copied, &notes)? {
                Some(walks) if !walks.may_be_better() => {
                    return Ok(Some((standing, walks)));
                }
                _ => before = standing,
            }
        }
        Ok(None)
    }

    /// Stops the process until all that `copied` has room for is copied.
    fn copy(
        &self,
        copied: &mut Copied,
        stood: &mut Stood,
    ) -> Result<ProcessState, Error> {
        let traced = Traced::stop(&self.process)?;
        let standing =
            self.state(traced.threads(), Smaps::Later).and_then(|standing| {
                stood.copied += standing.copy(&self.files, copied)?;
                Ok(standing)
            });
        stood.time += traced.stood();
        drop(traced);
        // One that ended meanwhile may have shown half of itself.
        self.process.verify()?;
        standing
    }

    /// The threads as they are about now, with their pointers.
    fn all_threads(&mut self, stood: &mut Stood) -> Result<Vec<Thread>, Error> {
        let ids = self.process.threads()?.into_iter();
        if let Some(known) = self.pointers.of(&self.process, ids.clone()) {
            return Ok(known);
        }
        self.learn_pointers(stood)?;
        Ok(self.pointers.of(&self.process, ids).unwrap_or_default())
    }

    /// What the process shows without its memory.
    pub(super) fn state(
        &self,
        threads: Vec<Thread>,
        smaps: Smaps,
    ) -> Result<ProcessState, Error> {
        ProcessState::read(&self.process, self.page, threads, smaps)
    }

    pub(super) fn readers(&self) -> Readers<'_> {
        Readers::of(&self.found, &self.files, &self.names)
    }

    /// Stops the process unless told otherwise, reads everything, and lets it
    /// go on.
    pub(super) fn read_stopped(
        &mut self,
        stop: Stop,
        stood: &mut Stood,
    ) -> Result<(Manner, Read), Error> {
        let manner = match stop {
            Stop::Yes | Stop::Throughout => Manner::Stopped,
            Stop::No => Manner::Running,
        };
        let mut tries = Tries::new();
        loop {
            let traced = match manner {
                Manner::Running => None,
                _ => Some(Traced::stop(&self.process)?),
            };
            let threads = traced.as_ref().map(Traced::threads);
            let read = self.read(threads.unwrap_or_default(), None);
            let time = traced.as_ref().map(Traced::stood).unwrap_or_default();
            if traced.is_some() {
                stood.time += time;
                let copied = read.as_ref().map(|(_, walks)| walks.copied());
                stood.copied += copied.unwrap_or(0);
            }
            drop(traced);
            // A process that ended meanwhile may have shown half of itself,
            // and any error then comes from that.
            self.process.verify()?;
            let (standing, mut walks) = read?;
            if !tries.again(&mut walks, time) {
                return Ok((manner, (standing, walks)));
            }
        }
    }

    /// Reads everything once, as it is.
    fn read(
        &mut self,
        threads: Vec<Thread>,
        rest: Option<&Rest>,
    ) -> Result<Read, Error> {
        let smaps = match self.segment {
            Some(_) => Smaps::AtOnce,
            None => Smaps::Later,
        };
        let standing = self.state(threads, smaps)?;
        let process = &self.process;
        let tracker = self.segment.as_mut();
        let tracker = tracker.map(|of| Tracker::read(of, process));
        let with = Readers::of(&self.found, &self.files, &self.names);
        let walks = standing.walk(&with, tracker.transpose()?, rest)?;
        Ok((standing, walks))
    }
}

/// Walks a process that goes on until it reads nothing new; whether that was
/// soon.
fn rehearse(state: &ProcessState, with: &Readers<'_>, notes: &Notes) -> bool {
    let mut last = 0;
    for _ in 0..REHEARSALS {
        match state.rehearse(with, notes) {
            Ok(bytes) if bytes == last => return true,
            Ok(bytes) => last = bytes,
            Err(_) => return false,
        }
    }
    false
}
