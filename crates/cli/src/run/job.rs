//! One probe that is to be run.

use crate::plant::PlantArg;
use crate::probe::Order;
use residue_backends::Backend;
use residue_scenarios::{Plant, Remedy, Scenario};

/// One probe that is to be run.
pub(crate) struct Job {
    pub(crate) scenario: &'static dyn Scenario,
    pub(crate) backend: Backend,
    pub(crate) remedy: Remedy,
    pub(crate) repetition: u64,
    pub(crate) order: Order,
    /// The change that is planted, as it was asked for and what it comes to.
    pub(crate) planted: Option<(PlantArg, Plant)>,
    /// Environment variables that set the backend up.
    pub(crate) variables: Vec<(String, String)>,
}

impl Job {
    /// What the job is called while it runs.
    pub(crate) fn title(&self) -> String {
        format!("{} under {}", self.scenario.name(), self.backend.name())
    }

    /// A command line that runs this probe again.
    pub(crate) fn command(&self) -> String {
        let order = &self.order;
        let settle = match order.settle_ns {
            ns if ns % 1_000_000 == 0 => format!("{}ms", ns / 1_000_000),
            ns => format!("{ns}ns"),
        };
        let mut command = format!(
            "residue run --scenario {} --backend {} --elements {} \
             --seed {} --settle {settle}",
            order.scenario, order.backend, order.elements, order.seed,
        );
        if self.remedy == Remedy::Rebuild {
            command.push_str(" --remedy rebuild");
        }
        for (key, value) in &order.settings {
            command.push_str(&format!(" --set {key}={value}"));
        }
        if let Some((plant, _)) = &self.planted {
            command.push_str(&format!(" --plant {}", plant.text()));
        }
        command
    }

    /// What a reader of the probe must know before it has run.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let planted = self.planted.iter();
        planted.map(|(plant, bytes)| plant.warning(*bytes)).collect()
    }

    /// Bytes that are planted.
    pub(crate) fn planted_bytes(&self) -> u64 {
        self.planted.as_ref().map_or(0, |(_, plant)| plant.bytes)
    }
}
