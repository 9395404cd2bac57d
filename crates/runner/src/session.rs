//! The measurement of one process, phase after phase.

use crate::phase::{self, Level};
use crate::sampler::Sampler;
use anyhow::Result;
use residue_observer::{Error, Observer, Outside, Snapshot, Stop};
use residue_report::pages::HeapPages;
use residue_report::{Phase, Sample};
use std::time::{Duration, Instant};

/// The measurement of one process. One with a tracker shows all rows of the
/// ledger; of one without, what its allocators' own structures tell.
pub struct Session {
    observer: Observer,
    /// For a process without a tracker.
    outside: Option<Outside>,
    /// Whether what each page of the heap holds is read too.
    wants_pages: bool,
    before: Level,
    /// From the first phase on.
    sampler: Option<Sampler>,
}

/// What was measured at one phase.
pub struct Step {
    /// The phase.
    pub phase: Phase,
    /// What each page of the heap holds, where it is known and was asked for.
    pub pages: Option<HeapPages>,
    /// The allocator that holds most, where only it tells.
    pub allocator: Option<&'static str>,
    /// What does not fit together in what was read.
    pub warnings: Vec<String>,
}

impl Session {
    /// Of the process `pid`, with a tracker or without.
    pub fn attach(pid: u32, wants_pages: bool) -> Result<Session, Error> {
        let (observer, outside) = match Observer::attach(pid) {
            Err(Error::NoSegment { .. }) => {
                let outside = Outside::attach(pid)?;
                (Observer::attach_untracked(pid)?, Some(outside))
            }
            observer => (observer?, None),
        };
        let before = Level::default();
        Ok(Session { observer, outside, wants_pages, before, sampler: None })
    }

    /// Takes a sample if one is due; returns how long to wait for the next.
    pub fn idle(&mut self) -> Duration {
        let look = || self.observer.sample().ok();
        let sampler = self.sampler.as_mut();
        sampler.map_or(Duration::MAX, |of| of.wait(Instant::now(), look))
    }

    /// Measures the phase `name`, at which the process waits; `go_on` lets it
    /// go on as soon as it has been read.
    pub fn phase(
        &mut self,
        name: &str,
        go_on: impl FnOnce(),
    ) -> Result<Step, Error> {
        let arrived = Instant::now();
        let (snapshot, pages, allocator) = self.look()?;
        self.observer.reset_peak()?;
        let stood = arrived.elapsed();
        let went_on = Instant::now();
        go_on();
        let phase = phase::phase(name, &snapshot, stood, &mut self.before);
        self.sample_from(&phase, arrived, went_on);
        Ok(Step { phase, pages, allocator, warnings: snapshot.warnings })
    }

    /// What the process held from its first phase on, up to the phase reached
    /// last.
    pub fn samples(&self) -> Vec<Sample> {
        self.sampler.as_ref().map(Sampler::samples).unwrap_or_default()
    }

    fn look(
        &mut self,
    ) -> Result<(Snapshot, Option<HeapPages>, Option<&'static str>), Error>
    {
        if let Some(outside) = &mut self.outside {
            let seen = outside.look(Stop::Yes)?;
            let most = seen.heaps.first();
            let allocator = most.map(|heap| heap.allocator.name);
            return Ok((seen.snapshot, None, allocator));
        }
        let _held = self.observer.hold()?;
        if !self.wants_pages {
            return Ok((self.observer.snapshot()?, None, None));
        }
        let (snapshot, pages) = self.observer.snapshot_with_pages()?;
        Ok((snapshot, pages, None))
    }

    fn sample_from(
        &mut self,
        phase: &Phase,
        arrived: Instant,
        went_on: Instant,
    ) {
        match &mut self.sampler {
            Some(sampler) => {
                sampler.reached(phase.elapsed_ns, arrived);
                sampler.goes_on(went_on);
            }
            None => self.sampler = Some(Sampler::starting(went_on)),
        }
    }
}
