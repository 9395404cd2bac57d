//! A process that runs already, looked at again and again until it ends or the
//! user has seen enough: each look is a phase of one probe, which is stored as
//! it grows.

use crate::brink::{Brink, LIMIT};
use crate::marks::{Marked, Marks};
use crate::metrics::Metrics;
use crate::sampler::{Glance, Sampler};
use crate::{Interrupt, Patient, Running, Store};
use anyhow::{Result, bail};
use residue_observer::Stop;
use residue_present::Bytes;
use residue_report::doctor::Examination;
use std::thread;
use std::time::{Duration, Instant};

/// How long the user may have to wait when he asks to stop.
const PATIENCE: Duration = Duration::from_millis(100);

/// How often it is seen whether the program has marked a phase by itself.
const OWN_MARKS: Duration = Duration::from_millis(10);

/// The whole run is written at each store, and it grows: storing takes at most
/// one part in so many of the time.
const STORING: u32 = 20;

/// Missed looks that the probe tells of, at most.
const MISSED: usize = 20;

/// A process that is watched.
pub struct Watch {
    patient: Patient,
    store: Store,
    every: Duration,
    stop: Stop,
    /// Where phases are marked from outside; `None` if nobody can.
    marks: Option<Marks>,
    /// Where what is known of it is served meanwhile.
    metrics: Option<Metrics>,
    is_tracked: bool,
    /// Phases that the program marked by itself, up to the last that was
    /// seen.
    own_marks: u64,
    brink: Brink,
    /// When the next look is due.
    due: Instant,
    /// When the run may be written again.
    storable: Instant,
    sampler: Option<Sampler>,
    missed: Vec<String>,
}

/// What came of waiting.
pub enum Seen {
    /// A look, which is a phase of this name.
    Look(String, Box<Examination>),
    /// A look that was due could not be taken, and why; the next may be.
    Missed(String),
    /// The process has ended.
    Ended,
    /// The user asked to stop.
    Interrupted,
}

impl Watch {
    /// Watches `patient` by a look `every` so often, kept in `store`.
    pub fn of(
        patient: Patient,
        store: Store,
        every: Duration,
        stop: Stop,
    ) -> Watch {
        let now = Instant::now();
        let own_marks = patient.marked().map_or(0, |seen| seen.sequence);
        Watch {
            is_tracked: patient.is_tracked(),
            own_marks,
            brink: Brink::of(patient.group(), now),
            patient,
            store,
            every,
            stop,
            marks: None,
            metrics: None,
            due: now,
            storable: now,
            sampler: None,
            missed: Vec::new(),
        }
    }

    /// Lets phases be marked from outside, from now on.
    ///
    /// # Errors
    ///
    /// Where somebody else listens for phases of this process, or no socket
    /// can be made. It is watched all the same.
    pub fn listen(&mut self) -> Result<()> {
        self.marks = Some(Marks::listen(self.patient.pid())?);
        Ok(())
    }

    /// Has `metrics` serve what is known of it, from now on.
    pub fn serve(&mut self, metrics: Metrics) {
        self.metrics = Some(metrics);
    }

    /// Waits for the next look, and takes it.
    ///
    /// # Errors
    ///
    /// Where the very first look cannot be taken, or the run not be stored.
    pub fn next(&mut self, interrupt: &Interrupt) -> Result<Seen> {
        loop {
            if interrupt.happened() {
                return Ok(Seen::Interrupted);
            }
            self.answer();
            let now = Instant::now();
            if now >= self.due {
                let seen = self.look(None);
                // Where a look takes longer than that, it has its time too.
                self.due = Instant::now() + self.every;
                return seen;
            }
            let wait = self.due.saturating_duration_since(now);
            if self.brink.reached(now).is_some() {
                // This one is stored, whatever that takes: the killer may
                // end this process, too.
                self.storable = now;
                return self.look(Some(self.unused(LIMIT)));
            }
            if let Some(name) = self.own_mark() {
                return self.look(Some(self.unused(&name)));
            }
            let wait = wait.min(PATIENCE).min(self.brink.wait(now));
            let marks = if self.is_tracked { OWN_MARKS } else { wait };
            let wait = wait.min(marks).min(self.sample());
            match &self.marks {
                None => thread::sleep(wait),
                Some(marks) => {
                    if let Some(marked) = marks.wait(wait) {
                        return self.marked(marked);
                    }
                }
            }
            if Running::of(self.patient.pid()).is_none() {
                return Ok(Seen::Ended);
            }
        }
    }

    /// Stores all that was seen, and returns where.
    pub fn finish(mut self) -> Result<Store> {
        if !self.patient.looks().is_empty() {
            self.put()?;
        }
        Ok(self.store)
    }

    /// Looks so far, a count.
    pub fn looks(&self) -> usize {
        self.patient.looks().len()
    }

    /// Answers the scrapes that wait.
    fn answer(&self) {
        let Some(metrics) = &self.metrics else { return };
        while let Some(scrape) = metrics.next() {
            let name = self.patient.name();
            scrape.answer(&[self.patient.figures(&name)]);
        }
    }

    fn marked(&mut self, marked: Marked) -> Result<Seen> {
        let name = marked.name().to_owned();
        let seen = match self.is_taken(&name) {
            true => Ok(Seen::Missed(format!("`{name}` was marked already"))),
            false => self.look(Some(name)),
        };
        let said = match &seen {
            Ok(Seen::Look(name, examination)) => {
                Ok(sentence(name, examination))
            }
            Ok(Seen::Missed(why)) => Err(anyhow::anyhow!("{why}")),
            Ok(_) => Err(anyhow::anyhow!("the process has ended")),
            Err(error) => Err(anyhow::anyhow!("{error:#}")),
        };
        marked.answer(&said);
        seen
    }

    /// The phase that the program has marked by itself since this was asked.
    /// It does not wait there: what is seen is of a moment later.
    fn own_mark(&mut self) -> Option<String> {
        let seen = self.patient.marked()?;
        let before = std::mem::replace(&mut self.own_marks, seen.sequence);
        let passed = seen.sequence.checked_sub(before)?.checked_sub(1)?;
        if passed > 0 {
            self.miss(format!(
                "the program marked {passed} phases before `{}` too fast to \
                 be looked at",
                seen.name
            ));
        }
        Some(seen.name)
    }

    /// `name`, or with a number where a look has it already.
    fn unused(&self, name: &str) -> String {
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let mut names = [name.to_owned()].into_iter().chain(numbered);
        names.find(|name| !self.is_taken(name)).unwrap_or_default()
    }

    fn is_taken(&self, name: &str) -> bool {
        self.patient.looks().iter().any(|look| look.name == name)
    }

    fn look(&mut self, name: Option<String>) -> Result<Seen> {
        let arrived = Instant::now();
        let looked = match &name {
            Some(name) => self.patient.examine_as(name, self.stop),
            None => self.patient.examine(self.stop),
        };
        match looked {
            Ok(examination) => self.seen(examination, arrived),
            Err(_) if Running::of(self.patient.pid()).is_none() => {
                Ok(Seen::Ended)
            }
            Err(error) if self.looks() == 0 => Err(error),
            Err(error) => Ok(Seen::Missed(self.miss(format!("{error:#}")))),
        }
    }

    fn seen(&mut self, of: Examination, arrived: Instant) -> Result<Seen> {
        let went_on = Instant::now();
        let Some(look) = self.patient.looks().last() else {
            bail!("a look left nothing")
        };
        let (name, elapsed_ns) = (look.name.clone(), look.elapsed_ns);
        match &mut self.sampler {
            Some(sampler) => {
                sampler.reached(elapsed_ns, arrived);
                sampler.goes_on(went_on);
            }
            None => self.sampler = Some(Sampler::starting(went_on)),
        }
        if went_on >= self.storable {
            self.put()?;
            self.storable = Instant::now() + went_on.elapsed() * STORING;
        }
        Ok(Seen::Look(name, Box::new(of)))
    }

    fn miss(&mut self, why: String) -> String {
        if self.missed.len() < MISSED {
            let after = self.looks();
            self.missed.push(format!("after {after} looks: {why}"));
        }
        why
    }

    fn put(&mut self) -> Result<()> {
        let mut measured = self.patient.measured();
        let samples = self.sampler.as_ref().map(Sampler::samples);
        measured.probe.samples = samples.unwrap_or_default();
        measured.probe.warnings.extend(self.missed.iter().cloned());
        self.store.put_last(measured)
    }

    /// Takes a sample if one is due; returns how long to wait for the next.
    fn sample(&mut self) -> Duration {
        let patient = &self.patient;
        let look = || patient.sample().map(Glance::from);
        let sampler = self.sampler.as_mut();
        sampler.map_or(Duration::MAX, |of| of.wait(Instant::now(), look))
    }
}

/// A look, for whoever marked it.
pub fn sentence(name: &str, of: &Examination) -> String {
    let verdict = of.diagnosis.verdict().name();
    let resident = Bytes(of.diagnosis.resident);
    format!("{name}: {resident} resident, {verdict}")
}
