//! One subject, from its start to its end.

use crate::probe::{ERROR_LINE, FIGURE_LINE, START_LINE, Started};
use crate::process::{self, Heard, Process};
use crate::{Interrupt, Session, Step, Subject};
use anyhow::{Context, Result, bail};
use residue_report::pages::HeapPages;
use residue_report::{Outcome, Probe};
use residue_segment::protocol::PhaseLine;
use std::time::Instant;

/// What came of a probe.
pub struct Measured {
    /// The probe.
    pub probe: Probe,
    /// The page maps of its phases, by their names.
    pub pages: Vec<(String, HeapPages)>,
}

/// Runs `subject` once. Whatever goes wrong is its outcome, beside the phases
/// that were measured before. Lines that are none of the protocol's go to
/// `pass`.
pub fn measure(
    subject: &Subject,
    interrupt: &Interrupt,
    pass: &mut dyn FnMut(&str),
) -> Measured {
    let measured = Measured { probe: subject.blank(), pages: Vec::new() };
    let mut measurement = Measurement {
        subject,
        interrupt,
        measured,
        refusal: None,
        told: Vec::new(),
    };
    let outcome = measurement.run(pass);
    let mut measured = measurement.measured;
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

/// A subject while it is measured.
struct Measurement<'a> {
    subject: &'a Subject,
    interrupt: &'a Interrupt,
    measured: Measured,
    /// Why a probe of ours refused to run.
    refusal: Option<String>,
    /// What a probe of ours told of the phase that comes next.
    told: Vec<(String, u64)>,
}

impl Measurement<'_> {
    fn run(&mut self, pass: &mut dyn FnMut(&str)) -> Result<()> {
        let mut process = self.subject.start()?;
        if let Err(error) = self.follow(&mut process, pass) {
            // One that ends while it is read fails in many ways. How it ended
            // says more.
            match process.ended().and_then(process::failure) {
                Some(failure) => bail!(failure),
                None => return Err(error),
            }
        }
        let all_seen = self.subject.check_phases(&self.measured.probe);
        if self.interrupt.happened() && all_seen.is_err() {
            bail!("interrupted");
        }
        let patience = self.subject.patience();
        let Some(status) = process.wait(self.interrupt, patience)? else {
            return self.was_cut_off();
        };
        match (self.refusal.take(), process::failure(status)) {
            (Some(refusal), _) => bail!(refusal),
            (None, Some(failure)) => bail!(failure),
            (None, None) => all_seen,
        }
    }

    /// It said all that it had to, and does not end.
    fn was_cut_off(&self) -> Result<()> {
        if self.interrupt.happened() {
            bail!("interrupted");
        }
        bail!(self.silence())
    }

    /// By when it must have said its next phase.
    fn until(&self) -> Option<Instant> {
        Some(Instant::now() + self.subject.patience()?)
    }

    fn silence(&self) -> String {
        let patience = self.subject.patience().unwrap_or_default();
        format!(
            "did not go on within {patience:?}; give it longer with --timeout, if \
             it does not hang"
        )
    }

    /// Measures phase after phase until it has nothing more to say.
    fn follow(
        &mut self,
        process: &mut Process,
        pass: &mut dyn FnMut(&str),
    ) -> Result<()> {
        let mut session: Option<Session> = None;
        let mut until = self.until();
        loop {
            let idle = || session.as_mut().map(Session::idle);
            let heard = process.line(self.interrupt, until, idle);
            let (channel, line) = match heard {
                Heard::Line(channel, line) => (channel, line),
                Heard::Ended | Heard::Interrupted => return Ok(()),
                Heard::Silent => bail!(self.silence()),
            };
            if let Some(said) = PhaseLine::read(&line) {
                let said = said.map_err(|why| {
                    anyhow::anyhow!("it said `{line}`: {why}")
                })?;
                self.phase(process, channel, &mut session, said)?;
                until = self.until();
            } else if let Some(text) = line.strip_prefix(START_LINE) {
                self.introduce(text)?;
            } else if let Some(text) = line.strip_prefix(FIGURE_LINE) {
                self.told.extend(figure(text));
            } else if let Some(text) = line.strip_prefix(ERROR_LINE) {
                self.refusal = Some(text.to_owned());
            } else {
                pass(&line);
            }
        }
    }

    fn phase(
        &mut self,
        process: &Process,
        channel: usize,
        session: &mut Option<Session>,
        said: PhaseLine<'_>,
    ) -> Result<()> {
        let name = said.name;
        if process.has_ended() {
            bail!(
                "it ended, or goes on in another process, at `{name}`: run \
                 the program itself, in the foreground"
            );
        }
        let probe = &self.measured.probe;
        if probe.phases.iter().any(|phase| phase.name == name) {
            bail!("it reported the phase `{name}` twice");
        }
        // A profiler's own heap is no map of the program's.
        let wants_pages = !probe.resident_is_profiler;
        let session = match session {
            Some(session) => session,
            None => {
                let attached = Session::attach(process.pid(), wants_pages)?;
                let is_elsewhere = self.subject.allocates_elsewhere();
                session.insert(attached.reading_elsewhere(is_elsewhere))
            }
        };
        let step = session.phase(name, || process.go_on(channel))?;
        let told = std::mem::take(&mut self.told);
        self.measured.add(step, said, told);
        self.measured.probe.samples = session.samples();
        Ok(())
    }

    fn introduce(&mut self, text: &str) -> Result<()> {
        let started: Started = serde_json::from_str(text)
            .context("the probe is of another version of residue")?;
        let probe = &mut self.measured.probe;
        probe.backend_version = started.version;
        probe.settings = started.settings;
        Ok(())
    }
}

impl Measured {
    /// Adds what was seen at a phase, and what the subject said of it itself.
    fn add(
        &mut self,
        step: Step,
        said: PhaseLine<'_>,
        told: Vec<(String, u64)>,
    ) {
        let Step { mut phase, pages, allocator, warnings } = step;
        let probe = &mut self.probe;
        let warnings = warnings.into_iter();
        let warnings = warnings.map(|text| format!("{}: {text}", phase.name));
        probe.warnings.extend(warnings);
        let said_figures = said.figures();
        let said_figures = said_figures.map(|(key, n)| (key.to_owned(), n));
        for (figure, value) in said_figures.chain(told) {
            phase.allocator.insert(figure, value);
        }
        probe.elements = probe.elements.max(said.elements.unwrap_or(0));
        if let Some(allocator) = allocator {
            probe.backend = allocator.to_owned();
        }
        self.pages.extend(pages.map(|map| (phase.name.clone(), map)));
        probe.phases.push(phase);
    }
}

/// What a line of a figure says, without its beginning.
fn figure(text: &str) -> Option<(String, u64)> {
    let (name, value) = text.split_once('=')?;
    Some((name.to_owned(), value.parse().ok()?))
}
