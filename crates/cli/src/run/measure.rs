//! One probe, from its start to its end.

use crate::probe::{ERROR_LINE, START_LINE, Started};
use crate::run::child::{self, Subject};
use crate::run::convert::{self, Level};
use crate::run::{Interrupt, Job};
use anyhow::{Context, Result, bail};
use residue_observer::Observer;
use residue_report::{Outcome, Phase, Probe};
use std::time::Instant;

const PHASE_LINE: &str = "residue phase ";

/// Runs the probe of `job`. Whatever goes wrong is its outcome, beside the
/// phases that were measured before.
pub(crate) fn measure(job: &Job, interrupt: &Interrupt) -> Probe {
    let mut probe = blank(job);
    if let Err(error) = observe(job, &mut probe, interrupt) {
        let reason = match probe.phases.last() {
            Some(phase) => format!("{error:#} (after `{}`)", phase.name),
            None => format!("{error:#}"),
        };
        probe.outcome = Outcome::Failed { reason };
    }
    probe
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
        outcome: Outcome::Completed,
        warnings: Vec::new(),
        phases: Vec::new(),
    }
}

fn observe(job: &Job, probe: &mut Probe, interrupt: &Interrupt) -> Result<()> {
    let mut subject = Subject::start(job)?;
    let refusal = match follow(&mut subject, probe, interrupt) {
        Ok(refusal) => refusal,
        // One that ends while it is read fails in many ways. How it ended
        // says more.
        Err(error) => match subject.ended().and_then(child::failure) {
            Some(failure) => bail!(failure),
            None => return Err(error),
        },
    };
    let all_seen = all_phases_seen(job, probe);
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
    probe: &mut Probe,
    interrupt: &Interrupt,
) -> Result<Option<String>> {
    let mut session = None;
    let mut refusal = None;
    while let Some(line) = subject.line(interrupt) {
        if let Some(text) = line.strip_prefix(PHASE_LINE) {
            let name = text.split(' ').next().unwrap_or_default();
            let session = match &mut session {
                Some(session) => session,
                None => session.insert(Session::with(subject)?),
            };
            let phase = session.phase(subject, name, probe)?;
            probe.phases.push(phase);
        } else if let Some(text) = line.strip_prefix(START_LINE) {
            introduce(probe, text)?;
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
}

impl Session {
    fn with(subject: &Subject) -> Result<Session> {
        let observer = Observer::attach(subject.pid())?;
        Ok(Session { observer, before: Level::default() })
    }

    /// Measures the phase at which `subject` waits, and lets it go on.
    fn phase(
        &mut self,
        subject: &mut Subject,
        name: &str,
        probe: &mut Probe,
    ) -> Result<Phase> {
        let arrived = Instant::now();
        let held = self.observer.hold()?;
        let snapshot = self.observer.snapshot()?;
        self.observer.reset_peak()?;
        drop(held);
        let stood = arrived.elapsed();
        subject.go_on();
        let phase = convert::phase(name, &snapshot, stood, &mut self.before);
        let warnings = snapshot.warnings.into_iter();
        probe.warnings.extend(warnings.map(|text| format!("{name}: {text}")));
        Ok(phase)
    }
}
