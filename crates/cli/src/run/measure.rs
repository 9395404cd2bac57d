//! One probe, from its start to its end.

use crate::probe::{ERROR_LINE, START_LINE, Started};
use crate::run::child::{self, Subject};
use crate::run::phase::{self, Level};
use crate::run::sampler::Sampler;
use crate::run::{Interrupt, Job};
use anyhow::{Context, Result, bail};
use residue_observer::{Observer, Snapshot};
use residue_report::pages::HeapPages;
use residue_report::{Outcome, Phase, Probe};
use std::time::{Duration, Instant};

const PHASE_LINE: &str = "residue phase ";

/// What came of a probe.
pub(crate) struct Measured {
    pub(crate) probe: Probe,
    /// The page maps of its phases, by their names.
    pub(crate) pages: Vec<(String, HeapPages)>,
}

/// Runs the probe of `job`. Whatever goes wrong is its outcome, beside the
/// phases that were measured before.
pub(crate) fn measure(job: &Job, interrupt: &Interrupt) -> Measured {
    let mut measured = Measured { probe: blank(job), pages: Vec::new() };
    let outcome = observe(job, &mut measured, interrupt);
    let probe = &mut measured.probe;
    if let Err(error) = outcome {
        let reason = match probe.phases.last() {
            Some(phase) => format!("{error:#} (after `{}`)", phase.name),
            None => format!("{error:#}"),
        };
        probe.outcome = Outcome::Failed { reason };
    }
    measured
}

fn blank(job: &Job) -> Probe {
    let order = &job.order;
    Probe {
        scenario: order.scenario.clone(),
        backend: order.backend.clone(),
        backend_version: String::new(),
        settings: order.settings.clone(),
        elements: order.elements,
        repetition: job.repetition,
        seed: order.seed,
        settle_ns: order.settle_ns,
        remedy: job.remedy.name().to_owned(),
        command: job.command(),
        resident_is_profiler: job.backend.resident_is_the_profilers(),
        deterministic: Some(job.scenario.is_deterministic()),
        outcome: Outcome::Completed,
        warnings: job.warnings(),
        samples: Vec::new(),
        phases: Vec::new(),
    }
}

fn observe(
    job: &Job,
    measured: &mut Measured,
    interrupt: &Interrupt,
) -> Result<()> {
    let mut subject = Subject::start(job)?;
    let refusal = match follow(&mut subject, measured, interrupt) {
        Ok(refusal) => refusal,
        // One that ends while it is read fails in many ways. How it ended
        // says more.
        Err(error) => match subject.ended().and_then(child::failure) {
            Some(failure) => bail!(failure),
            None => return Err(error),
        },
    };
    let all_seen = all_phases_seen(job, &measured.probe);
    if interrupt.happened() && all_seen.is_err() {
        bail!("interrupted");
    }
    let status = subject.wait()?;
    match (refusal, child::failure(status)) {
        (Some(refusal), _) => bail!(refusal),
        (None, Some(failure)) => bail!(failure),
        (None, None) => all_seen,
    }
}

/// Measures phase after phase until the probe has nothing more to say.
/// Returns why it refused to run, if it did.
fn follow(
    subject: &mut Subject,
    measured: &mut Measured,
    interrupt: &Interrupt,
) -> Result<Option<String>> {
    let mut session: Option<Session> = None;
    let mut refusal = None;
    loop {
        let idle = || session.as_mut().map(Session::idle);
        let Some(line) = subject.line(interrupt, idle) else { break };
        if let Some(text) = line.strip_prefix(PHASE_LINE) {
            let name = text.split(' ').next().unwrap_or_default();
            let session = match &mut session {
                Some(session) => session,
                None => session.insert(Session::with(subject)?),
            };
            session.phase(subject, name, measured)?;
        } else if let Some(text) = line.strip_prefix(START_LINE) {
            introduce(&mut measured.probe, text)?;
        } else if let Some(text) = line.strip_prefix(ERROR_LINE) {
            refusal = Some(text.to_owned());
        }
    }
    Ok(refusal)
}

/// A probe that ends too early has not been measured, whatever its exit code.
fn all_phases_seen(job: &Job, probe: &Probe) -> Result<()> {
    let expected = job.scenario.phases(job.remedy);
    let seen = probe.phases.iter().map(|phase| phase.name.as_str());
    if !seen.eq(expected.iter().copied()) {
        bail!("ended before all phases were reached: {}", expected.join(", "));
    }
    Ok(())
}

fn introduce(probe: &mut Probe, text: &str) -> Result<()> {
    let started: Started = serde_json::from_str(text)
        .context("the probe is of another version of residue")?;
    probe.backend_version = started.version;
    probe.settings = started.settings;
    Ok(())
}

/// The measurement of one process, phase after phase.
struct Session {
    observer: Observer,
    before: Level,
    /// From the first phase on.
    sampler: Option<Sampler>,
}

impl Session {
    fn with(subject: &Subject) -> Result<Session> {
        let observer = Observer::attach(subject.pid())?;
        Ok(Session { observer, before: Level::default(), sampler: None })
    }

    /// Takes a sample if one is due; returns how long to wait for the next.
    fn idle(&mut self) -> Duration {
        let look = || self.observer.sample().ok();
        let sampler = self.sampler.as_mut();
        sampler.map_or(Duration::MAX, |of| of.wait(Instant::now(), look))
    }

    /// Measures the phase at which `subject` waits, and lets it go on.
    fn phase(
        &mut self,
        subject: &mut Subject,
        name: &str,
        measured: &mut Measured,
    ) -> Result<()> {
        let arrived = Instant::now();
        let held = self.observer.hold()?;
        // A profiler's own heap is no map of the program's.
        let (snapshot, pages) = if measured.probe.resident_is_profiler {
            (self.observer.snapshot()?, None)
        } else {
            self.observer.snapshot_with_pages()?
        };
        self.observer.reset_peak()?;
        drop(held);
        let stood = arrived.elapsed();
        let went_on = Instant::now();
        subject.go_on();
        let phase = phase::phase(name, &snapshot, stood, &mut self.before);
        self.sample_from(&phase, arrived, went_on);
        measured.add(phase, snapshot);
        if let Some(sampler) = &self.sampler {
            measured.probe.samples = sampler.samples();
        }
        let pages = pages.map(|map| (name.to_owned(), map));
        measured.pages.extend(pages);
        Ok(())
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

impl Measured {
    fn add(&mut self, phase: Phase, snapshot: Snapshot) {
        let warnings = snapshot.warnings.into_iter();
        let warnings = warnings.map(|text| format!("{}: {text}", phase.name));
        self.probe.warnings.extend(warnings);
        self.probe.phases.push(phase);
    }
}
