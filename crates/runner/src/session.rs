//! The measurement of one process, phase after phase.

use crate::phase::{self, Level};
use crate::sampler::{Glance, Sampler};
use anyhow::Result;
use residue_observer::{Capture, Error, Observer, Outside, Snapshot, Stop};
use residue_report::pages::HeapPages;
use residue_report::{Phase, Sample};
use std::time::{Duration, Instant};

/// The measurement of one process. One with a tracker shows all rows of the
/// ledger; of one without, what its allocators' own structures tell. These
/// tell too what a tracker cannot whose allocator was not described to it.
pub struct Session {
    pid: u32,
    observer: Observer,
    /// Where allocators' own structures are read.
    outside: Option<Outside>,
    is_tracked: bool,
    /// Whether it allocates past its tracker too.
    is_elsewhere: bool,
    /// Whether what each page of the heap holds is read too.
    wants_pages: bool,
    before: Level,
    /// From the first phase on.
    sampler: Option<Sampler>,
    /// Not before then what the kernel may take back is read again.
    lazy_free_due: Instant,
}

/// How many times as long as it takes to read what the kernel may take back,
/// it is left alone afterwards: while it is read, the program may have to wait
/// where it maps memory.
const LAZY_FREE_REST: u32 = 50;

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

/// What was read of a process at a phase.
enum Looked {
    /// All that is needed to see it.
    Captured(Capture),
    Seen(Seen),
}

struct Seen {
    snapshot: Snapshot,
    pages: Option<HeapPages>,
    allocator: Option<&'static str>,
}

impl Looked {
    /// The process may go on: to see it may take as long as to read it.
    fn seen(self) -> Seen {
        match self {
            Looked::Seen(seen) => seen,
            Looked::Captured(captured) => {
                let (snapshot, pages) = captured.seen();
                Seen { snapshot, pages, allocator: None }
            }
        }
    }
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
        Ok(Session {
            pid,
            observer,
            is_tracked: outside.is_none(),
            outside,
            is_elsewhere: false,
            wants_pages,
            before: Level::default(),
            sampler: None,
            lazy_free_due: Instant::now(),
        })
    }

    /// The same of a process that also allocates past its tracker, if
    /// `is_elsewhere`: what it has there is read from the allocators' own
    /// structures, at every phase.
    #[must_use]
    pub fn reading_elsewhere(self, is_elsewhere: bool) -> Session {
        Session { is_elsewhere, ..self }
    }

    /// Takes a sample if one is due; returns how long to wait for the next.
    pub fn idle(&mut self) -> Duration {
        let look = || {
            let sums = self.observer.sample().ok()?;
            let due = &mut self.lazy_free_due;
            Some(Glance { sums, lazy_free: lazy_free(&self.observer, due) })
        };
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
        let looked = self.look()?;
        self.observer.reset_peak()?;
        let stood = arrived.elapsed();
        let went_on = Instant::now();
        go_on();
        let Seen { snapshot, pages, allocator } = looked.seen();
        let phase = phase::phase(name, &snapshot, stood, &mut self.before);
        self.sample_from(&phase, arrived, went_on);
        Ok(Step { phase, pages, allocator, warnings: snapshot.warnings })
    }

    /// What the process held from its first phase on, up to the phase reached
    /// last.
    pub fn samples(&self) -> Vec<Sample> {
        self.sampler.as_ref().map(Sampler::samples).unwrap_or_default()
    }

    fn look(&mut self) -> Result<Looked, Error> {
        if !self.is_tracked {
            return self.look_outside(None).map(Looked::Seen);
        }
        let held = self.observer.hold()?;
        let captured = match self.wants_pages {
            true => self.observer.capture_with_pages()?,
            false => self.observer.capture()?,
        };
        if !self.is_elsewhere && !captured.lacks_usable_sizes() {
            return Ok(Looked::Captured(captured));
        }
        // It stands still at its phase by itself, or is stopped anew.
        drop(held);
        let (mut snapshot, pages) = captured.seen();
        if self.outside.is_none() {
            self.outside = Outside::attach(self.pid).ok();
        }
        // Who may not stop it has what the tracker tells.
        let seen = match self.look_outside(pages.clone()) {
            // Its allocator is known, and may hold less than C's.
            Ok(seen) if self.is_elsewhere => Seen { allocator: None, ..seen },
            Ok(seen) => seen,
            Err(error) => {
                if self.is_elsewhere {
                    let why = "what was not allocated through the tracker";
                    snapshot.warnings.push(format!("{why}: {error}"));
                }
                Seen { snapshot, pages, allocator: None }
            }
        };
        Ok(Looked::Seen(seen))
    }

    /// What the allocators' structures tell, joined with what a tracker does.
    fn look_outside(
        &mut self,
        pages: Option<HeapPages>,
    ) -> Result<Seen, Error> {
        let refused = Error::Unsupported { why: "it cannot be walked" };
        let outside = self.outside.as_mut().ok_or(refused)?;
        let seen = outside.look(Stop::Yes)?;
        let most = seen.heaps.first();
        let allocator = most.map(|heap| heap.allocator.name);
        Ok(Seen { snapshot: seen.snapshot, pages, allocator })
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

/// What the kernel may take back at any time, where it is due to be read.
fn lazy_free(observer: &Observer, due: &mut Instant) -> Option<u64> {
    let start = Instant::now();
    if start < *due {
        return None;
    }
    let bytes = observer.lazy_free().ok();
    let end = Instant::now();
    *due = end + (end - start) * LAZY_FREE_REST;
    bytes
}
