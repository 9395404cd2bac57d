//! A process that runs already, looked at from outside, and several of them.
//!
//! What a look saw is told in the report's words: [`examined`] as a whole,
//! [`evidence`] beside the ledger, [`live`] objects by size and contents.

mod evidence;
mod examined;
mod live;
mod several;

pub use several::{Asked, Patients};

use crate::Measured;
use crate::metrics::{Feed, Figures};
use crate::phase;
use crate::process::{command_of, name_of};
use anyhow::{Context, Result};
use residue_observer::{
    ControlGroup, Error, Observer, PhaseSeen, Sample, Stop,
};
use residue_report::doctor::{Diagnosis, Examination, Identity};
use residue_report::findings::{Allocator, Reading};
use residue_report::{Outcome, Phase, Probe};
use std::time::{Duration, Instant};

/// A process that is looked at, as often as asked.
#[derive(Debug)]
pub struct Patient {
    pid: u32,
    outside: residue_observer::Outside,
    /// For what is read between looks.
    observer: Observer,
    /// The allocator that held most at the last look.
    identity: Identity,
    /// All looks so far, the oldest first.
    looks: Vec<Phase>,
    /// When it went on from the last look.
    went_on: Option<Instant>,
    /// How many of them are marked.
    marks: usize,
    feed: Feed,
}

/// The backend of a process of which no allocator is known.
const UNKNOWN: &str = "unknown";

impl Patient {
    /// Finds the process, and its allocators.
    pub fn find(pid: u32) -> Result<Patient, Error> {
        let outside = residue_observer::Outside::attach(pid)?;
        let observer = match Observer::attach(pid) {
            Err(Error::NoSegment { .. } | Error::Detached { .. }) => {
                Observer::attach_untracked(pid)?
            }
            tracked => tracked?,
        };
        let (identity, looks) = (Identity::default(), Vec::new());
        Ok(Patient {
            pid,
            outside,
            observer,
            identity,
            looks,
            marks: 0,
            went_on: None,
            feed: Feed::default(),
        })
    }

    /// The same as a process without a tracker, if it has one.
    pub fn from_outside(self) -> Patient {
        Patient { outside: self.outside.without_tracker(), ..self }
    }

    /// What the kernel calls it.
    pub(crate) fn name(&self) -> String {
        name_of(self.pid)
    }

    /// Its number.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Looks at it once more; the look is called by its number.
    pub fn examine(&mut self, stop: Stop) -> Result<Examination> {
        let number = self.looks.len() + 1;
        self.examine_as(&format!("look-{number}"), stop)
    }

    /// The same, and the look is called `name`.
    pub fn examine_as(
        &mut self,
        name: &str,
        stop: Stop,
    ) -> Result<Examination> {
        let arrived = Instant::now();
        let seen = self.outside.look(stop)?;
        let cgroup = self.observer.cgroup()?;
        let stood = seen.stopped.unwrap_or(Duration::ZERO);
        let since = self.went_on.replace(Instant::now());
        let elapsed = since.map(|at| arrived.saturating_duration_since(at));
        let look = phase::look(name, &seen.snapshot, stood, elapsed);
        let outside = evidence::of(&seen);
        self.identity = examined::identity_of(&seen);
        self.feed.looked(&look, self.allocator(), stood);
        self.looks.push(look);
        let allocator = Allocator::of_names(&[&self.identity.name]);
        let reading = Reading::of_looks(&self.looks, allocator, Some(&outside))
            .context("the process was not looked at")?;
        let reading =
            Reading { certainty: examined::certainty(&seen), ..reading };
        let diagnosis = Diagnosis::of(&reading);
        let command = command_of(self.pid);
        Ok(examined::examination(
            self.pid, command, seen, outside, diagnosis, cgroup,
        ))
    }

    /// Gives back the address space that the last look took, until the next.
    /// Of processes with a tracker there is room for a few looks at a time.
    pub fn unmap(&mut self) {
        self.outside.unmap();
    }

    /// What it holds about now, read while it goes on; `None` if that cannot
    /// be read, or it has ended.
    pub(crate) fn sample(&self) -> Option<Sample> {
        self.observer.sample().ok()
    }

    /// What is served of it, which is the program `name`.
    pub(crate) fn figures<'a>(&'a self, name: &'a str) -> Figures<'a> {
        Figures::read(name, &self.observer, &self.feed)
    }

    /// The allocator that held most at the last look, and its version.
    fn allocator(&self) -> Option<(String, String)> {
        let Identity { name, version, .. } = &self.identity;
        (!name.is_empty()).then(|| (name.clone(), version.clone()))
    }

    /// Whether it has a tracker that can be read while it goes on.
    pub(crate) fn is_tracked(&self) -> bool {
        self.observer.counters().is_ok_and(|counters| counters.is_some())
    }

    /// The phase that it marked last by itself; `None` before the first, and
    /// where that cannot be read while it goes on.
    pub(crate) fn marked(&self) -> Option<PhaseSeen> {
        self.observer.marked().ok().flatten()
    }

    /// The control group that it is charged to, if one can be seen.
    pub(crate) fn group(&self) -> Option<ControlGroup> {
        self.observer.control_group().ok().flatten()
    }

    /// All looks so far, the oldest first.
    pub fn looks(&self) -> &[Phase] {
        &self.looks
    }

    /// Calls the last look a mark, to be found again among the others; returns
    /// by which name. `None` if there is no look yet.
    pub fn mark(&mut self) -> Option<&str> {
        let last = self.looks.last_mut()?;
        self.marks += 1;
        last.name = format!("mark-{}", self.marks);
        Some(&last.name)
    }

    /// All looks so far as a probe, to be stored, shown and compared like any
    /// other: a phase for each, by the name of the look.
    pub fn measured(&self) -> Measured {
        let Identity { name, version, .. } = self.identity.clone();
        let probe = Probe {
            scenario: name_of(self.pid),
            backend: if name.is_empty() { UNKNOWN.into() } else { name },
            backend_version: version,
            command: command_of(self.pid),
            deterministic: Some(false),
            outcome: Outcome::Completed,
            phases: self.looks.clone(),
            ..Probe::default()
        };
        Measured { probe, pages: Vec::new() }
    }
}
