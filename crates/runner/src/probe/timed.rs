//! A probe that tells what its steps take, and nothing else: it is not
//! tracked, and stands still nowhere.

use super::TIMED_LINE;
use super::start::{self, Running};
use anyhow::Result;
use residue_scenarios::{Holding, Host};
use std::time::Instant;

/// Steps for which there is room before the first.
const STEPS: usize = 64;

/// Runs the scenario, and says what each step took.
pub(super) fn time(running: &Running) -> Result<()> {
    let mut clock = Clock {
        steps: Vec::with_capacity(STEPS),
        since: None,
        has_waited: false,
    };
    running.run(&mut clock);
    start::say(TIMED_LINE, &serde_json::to_string(&clock.steps)?)?;
    Ok(())
}

/// The host of a scenario that is timed. It allocates nothing.
struct Clock {
    /// The phase that ends each step, and its nanoseconds.
    steps: Vec<(&'static str, u64)>,
    /// When the step began; none did before the first phase.
    since: Option<Instant>,
    /// Whether the step is one that waits, so that its time tells nothing.
    has_waited: bool,
}

impl Host for Clock {
    fn within(&mut self, _: &'static str, work: &mut dyn FnMut()) {
        work();
    }

    fn declare(&mut self, _: Holding) {}

    fn mark(&mut self, phase: &'static str) {
        let took = self.since.map(|since| since.elapsed());
        let has_waited = std::mem::take(&mut self.has_waited);
        // More than there is room for would be the program's own allocation.
        let has_room = self.steps.len() < self.steps.capacity();
        if let Some(took) = took.filter(|_| has_room && !has_waited) {
            self.steps.push((phase, took.as_nanos() as u64));
        }
        self.since = Some(Instant::now());
    }

    /// It does not: only time would pass.
    fn settle(&mut self) {
        self.has_waited = true;
    }

    fn work(&mut self, step: &mut dyn FnMut()) {
        self.has_waited = true;
        step();
    }

    fn collect(&mut self) {
        residue_backends::purge();
    }

    fn purge(&mut self) {
        residue_backends::keep_nothing();
    }
}
