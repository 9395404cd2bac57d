//! One probe that is to be run.

use crate::probe::Order;
use residue_backends::Backend;
use residue_scenarios::{Remedy, Scenario};

/// One probe that is to be run.
pub(crate) struct Job {
    pub(crate) scenario: &'static dyn Scenario,
    pub(crate) backend: Backend,
    pub(crate) remedy: Remedy,
    pub(crate) repetition: u64,
    pub(crate) order: Order,
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
        command
    }
}
