//! A command that speaks the line protocol, in whatever language.

use crate::process::Process;
use anyhow::{Context, Result, bail};
use residue_report::{Outcome, Probe};
use std::process::Command;
use std::time::Duration;

/// The backend of a program of which no allocator is known.
const BACKEND: &str = "external";

/// A command that is run as the probe of a scenario. It says its phases by
/// the [line protocol](residue_segment::protocol), over its standard streams
/// or over a descriptor of its own.
#[derive(Clone, Debug)]
pub struct External {
    /// The scenario that its probe stands for.
    pub name: String,
    /// The program and its arguments.
    pub words: Vec<String>,
    /// Which repetition it is, counted from 0.
    pub repetition: u64,
    /// How long it may take to its next phase, or from the last one to its
    /// end; `None` for any time.
    pub timeout: Option<Duration>,
    /// The command line that runs it again.
    pub command: String,
}

impl External {
    pub(super) fn blank(&self) -> Probe {
        Probe {
            scenario: self.name.clone(),
            backend: BACKEND.to_owned(),
            repetition: self.repetition,
            command: self.command.clone(),
            outcome: Outcome::Completed,
            ..Probe::default()
        }
    }

    pub(super) fn start(&self) -> Result<Process> {
        let (program, arguments) =
            self.words.split_first().context("the command is empty")?;
        let mut command = Command::new(program);
        command.args(arguments);
        command
            .env(residue::OBSERVED_VARIABLE, "1")
            .env(residue::SWITCH_VARIABLE, "on");
        Process::with_own_descriptor(command)
            .with_context(|| format!("could not start `{program}`"))
    }

    pub(super) fn check_phases(&self, probe: &Probe) -> Result<()> {
        if probe.phases.is_empty() {
            bail!(
                "ended before it reported a phase: it must write `residue phase \
                 NAME` on a line of its own, and wait for a line"
            );
        }
        Ok(())
    }
}
