//! A scenario of ours under one of our backends.

use crate::probe::{self, ProbeOrder};
use crate::process::Process;
use anyhow::{Result, bail};
use residue_backends::Backend;
use residue_report::{Outcome, Probe};
use residue_scenarios::{Ladder, Plant, Scenario};
use std::collections::BTreeMap;

/// A scenario that is to be run under a backend, once, in a fresh process.
pub struct ScenarioProbe {
    /// The scenario.
    pub scenario: &'static dyn Scenario,
    /// The allocator that it runs under.
    pub backend: Backend,
    /// What is tried after its peak.
    pub ladder: Ladder,
    /// Which repetition it is, counted from 0.
    pub repetition: u64,
    /// What its process is told.
    pub order: ProbeOrder,
    /// The change that is planted.
    pub planted: Option<Planted>,
    /// Environment variables that set the backend up.
    pub variables: Vec<(String, String)>,
}

/// A known change to a scenario, and how it is told.
#[derive(Clone, Debug)]
pub struct Planted {
    /// The change.
    pub plant: Plant,
    /// As it is asked for on a command line.
    pub text: String,
    /// What a reader of the probe must know.
    pub warning: String,
}

impl ScenarioProbe {
    pub(crate) fn title(&self) -> String {
        let settings = self.order.settings.iter();
        let settings = settings.map(|(key, value)| format!(" {key}={value}"));
        let settings: String = settings.collect();
        format!("{} under {}{settings}", self.scenario.name(), self.backend)
    }

    /// Bytes that are planted.
    pub(crate) fn planted_bytes(&self) -> u64 {
        self.planted.as_ref().map_or(0, |planted| planted.plant.bytes)
    }

    pub(super) fn blank(&self) -> Probe {
        let order = &self.order;
        let planted = self.planted.iter();
        Probe {
            scenario: order.scenario.clone(),
            backend: order.backend.clone(),
            backend_version: String::new(),
            settings: order.settings.clone(),
            asked: order.settings.clone(),
            elements: order.elements,
            repetition: self.repetition,
            seed: order.seed,
            settle_ns: order.settle_ns,
            remedy: self.ladder.name().to_owned(),
            command: self.command(),
            resident_is_profiler: self.backend.resident_is_the_profilers(),
            deterministic: Some(self.scenario.is_deterministic()),
            element_bytes: self.element_bytes(),
            outcome: Outcome::Completed,
            warnings: planted.map(|known| known.warning.clone()).collect(),
            samples: Vec::new(),
            phases: Vec::new(),
        }
    }

    /// By container; one without a capacity of its own has none.
    fn element_bytes(&self) -> BTreeMap<String, u64> {
        let names = self.scenario.containers().iter();
        let bytes = names.zip(self.scenario.entry_bytes());
        let known = bytes.filter(|(_, bytes)| *bytes > 0);
        known.map(|(name, bytes)| ((*name).to_owned(), bytes)).collect()
    }

    pub(super) fn start(&self) -> Result<Process> {
        let mut command = probe::command(&self.order, &self.variables)?;
        command.env(residue::OBSERVED_VARIABLE, "1");
        Process::spawn(command)
    }

    pub(super) fn check_phases(&self, probe: &Probe) -> Result<()> {
        let expected = self.scenario.phases(self.ladder);
        let seen = probe.phases.iter().map(|phase| phase.name.as_str());
        if !seen.eq(expected.iter().copied()) {
            let expected = expected.join(", ");
            bail!("ended before all phases were reached: {expected}");
        }
        Ok(())
    }

    /// A command line that runs this probe again.
    fn command(&self) -> String {
        let order = &self.order;
        let settle = match order.settle_ns {
            ns if ns % 1_000_000 == 0 => format!("{}ms", ns / 1_000_000),
            ns => format!("{ns}ns"),
        };
        let mut command = format!(
            "{} run --scenario {} --backend {} --elements {} --seed {} \
             --settle {settle}",
            program(),
            order.scenario,
            order.backend,
            order.elements,
            order.seed,
        );
        command.push_str(&arguments(self.ladder));
        for (key, value) in &order.settings {
            command.push_str(&format!(" --set {key}={value}"));
        }
        if let Some(planted) = &self.planted {
            command.push_str(&format!(" --plant {}", planted.text));
        }
        command
    }
}

/// The arguments that ask for a ladder; the usual one needs none.
fn arguments(ladder: Ladder) -> String {
    match ladder {
        Ladder::Shrink => String::new(),
        Ladder::Rebuild => " --remedy rebuild".to_owned(),
        Ladder::Whole => " --rung all".to_owned(),
        Ladder::Alone(rung) => format!(" --rung {}", rung.name()),
    }
}

/// What this program is called: one with scenarios of its own has a name of
/// its own.
fn program() -> String {
    let path = std::env::current_exe().ok();
    let name = path.as_deref().and_then(std::path::Path::file_name);
    name.map_or("residue".into(), |name| name.to_string_lossy().into_owned())
}
