//! What is run and measured.

mod external;
mod scenario;

pub use external::External;
pub use scenario::{Planted, ScenarioProbe};

use crate::process::Process;
use anyhow::Result;
use residue_report::Probe;
use std::time::Duration;

/// One subject, to be run once. One that runs already, and says nothing, is
/// measured by a [`Session`](crate::Session) alone.
pub enum Subject {
    /// A scenario of ours under one of our backends.
    Scenario(Box<ScenarioProbe>),
    /// A command that speaks the line protocol.
    External(External),
}

impl Subject {
    /// What it is called while it runs.
    pub fn title(&self) -> String {
        match self {
            Subject::Scenario(probe) => probe.title(),
            Subject::External(external) => external.name.clone(),
        }
    }

    /// The probe that it is, with nothing measured yet.
    pub(crate) fn blank(&self) -> Probe {
        match self {
            Subject::Scenario(probe) => probe.blank(),
            Subject::External(external) => external.blank(),
        }
    }

    /// Starts its process, which waits at each phase to be measured.
    pub(crate) fn start(&self) -> Result<Process> {
        match self {
            Subject::Scenario(probe) => probe.start(),
            Subject::External(external) => external.start(),
        }
    }

    /// How long it may take to its next phase, or from the last one to its
    /// end; `None` for any time.
    pub(crate) fn patience(&self) -> Option<Duration> {
        match self {
            Subject::Scenario(_) => None,
            Subject::External(external) => external.timeout,
        }
    }

    /// Whether it allocates past the tracker that it has.
    pub(crate) fn allocates_elsewhere(&self) -> bool {
        match self {
            Subject::Scenario(probe) => probe.scenario.allocates_elsewhere(),
            Subject::External(_) => false,
        }
    }

    /// Refuses what ended without all that it should have shown, whatever its
    /// exit code.
    pub(crate) fn check_phases(&self, probe: &Probe) -> Result<()> {
        match self {
            Subject::Scenario(of) => of.check_phases(probe),
            Subject::External(of) => of.check_phases(probe),
        }
    }
}
