//! Which probes a run consists of.

mod command;
mod plant;
mod settings;

pub use command::CommandSpec;
pub use plant::PlantSpec;
pub use settings::SettingSpec;

use crate::probe::ProbeOrder;
use crate::{ScenarioProbe, Subject, select};
use anyhow::Result;
use residue_backends::{Backend, Settings};
use residue_scenarios::{Ladder, Scenario};
use std::time::Duration;

/// What a run consists of.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Names, globs and tags of scenarios; those tagged `default` where there
    /// are none, and no commands either.
    pub scenarios: Vec<String>,
    /// Names and globs of backends; all where there are none.
    pub backends: Vec<String>,
    /// Commands that run beside them.
    pub commands: Vec<CommandSpec>,
    /// How often each of them runs.
    pub repeat: u64,
    /// Elements at the peak; each scenario's own number where it is not said.
    pub elements: Option<u64>,
    /// The seed of keys and sizes.
    pub seed: u64,
    /// Idle time before the phase `settled`.
    pub settle: Duration,
    /// What is tried after the peak, each in a process of its own.
    pub ladders: Vec<Ladder>,
    /// Settings of the backends; each combination of their values runs.
    pub settings: Vec<SettingSpec>,
    /// Whether each backend runs, besides, with every setting of its own that
    /// is worth trying, one at a time.
    pub sweep: bool,
    /// A known change to every probe.
    pub plant: Option<PlantSpec>,
    /// How long a command may take from one phase to the next; zero for any
    /// time.
    pub timeout: Duration,
}

impl Plan {
    /// Every scenario under every backend with all its settings, as often as
    /// asked. Repetitions are
    /// the outermost loop, so that a machine that grows slower is slower for
    /// all.
    pub fn subjects(&self) -> Result<Vec<Subject>> {
        let (scenarios, backends) = self.chosen()?;
        settings::check(&self.settings, &backends)?;
        let variants = self.variants(&backends);
        let mut subjects = Vec::new();
        for repetition in 0..self.repeat {
            for &scenario in &scenarios {
                for variant in &variants {
                    for &ladder in &self.ladders {
                        let probe = (scenario, variant, ladder);
                        let probe = self.probe(probe, repetition)?;
                        subjects.push(Subject::Scenario(Box::new(probe)));
                    }
                }
            }
            let timeout = Some(self.timeout).filter(|most| !most.is_zero());
            let commands = self.commands.iter();
            let external = commands.map(|of| of.external(timeout, repetition));
            subjects.extend(external.map(Subject::External));
        }
        Ok(subjects)
    }

    /// Scenarios and backends. Where commands are named, only those of our own
    /// scenarios run beside them that are named too.
    fn chosen(&self) -> Result<Chosen> {
        let backends = select::backends(&self.backends)?;
        if self.scenarios.is_empty() && !self.commands.is_empty() {
            return Ok((Vec::new(), backends));
        }
        Ok((select::scenarios(&self.scenarios)?, backends))
    }

    /// Each backend with each of the settings that it runs with.
    fn variants(&self, backends: &[Backend]) -> Vec<(Backend, Settings)> {
        let of = |&backend: &Backend| {
            let variants =
                settings::variants(&self.settings, backend, self.sweep);
            variants.into_iter().map(move |settings| (backend, settings))
        };
        backends.iter().flat_map(of).collect()
    }

    fn probe(
        &self,
        (scenario, (backend, settings), ladder): Asked<'_>,
        repetition: u64,
    ) -> Result<ScenarioProbe> {
        let backend = *backend;
        let elements =
            self.elements.unwrap_or_else(|| scenario.default_elements());
        let planted = match &self.plant {
            Some(spec) => Some(spec.planted(scenario, elements)?),
            None => None,
        };
        let order = ProbeOrder {
            scenario: scenario.name().to_owned(),
            backend: backend.name().to_owned(),
            elements,
            seed: self.seed,
            settle_ns: self.settle.as_nanos() as u64,
            ladder: ladder.name().to_owned(),
            settings: settings.clone(),
            plant: planted.as_ref().map(|planted| planted.plant),
            recording: None,
            timed: false,
        };
        let variables = backend
            .environment(settings)
            .map_err(|error| settings::explain(error, settings))?;
        Ok(ScenarioProbe {
            scenario,
            backend,
            ladder,
            repetition,
            order,
            planted,
            variables,
        })
    }
}

type Chosen = (Vec<&'static dyn Scenario>, Vec<Backend>);

/// A scenario under a backend with its settings, and the rungs that are tried.
type Asked<'a> = (&'static dyn Scenario, &'a (Backend, Settings), Ladder);
