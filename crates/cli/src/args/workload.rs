//! Which scenarios run, how large, and under which allocators.

use crate::args::elements;
use clap::Args;
use residue_runner::plan::{Plan, SettingSpec};
use residue_scenarios::Ladder;
use std::time::Duration;

/// What every verb takes that runs scenarios.
#[derive(Clone, Debug, Args)]
pub(crate) struct WorkloadArgs {
    /// Scenarios to run: names, globs or `tag:NAME`, separated by commas,
    /// repeatable; `residue list` shows them [default: tag:default]
    #[arg(long, short, value_delimiter = ',', value_name = "NAME")]
    pub(crate) scenario: Vec<String>,

    /// Allocators to run them under: names or globs, separated by commas,
    /// repeatable [default: all; of a bench, all but profilers]
    #[arg(long, short, value_delimiter = ',', value_name = "NAME")]
    pub(crate) backend: Vec<String>,

    /// Elements each scenario puts into its container at the peak [default:
    /// 500000, of those not tagged `default` 100000; controls plant 64 MiB]
    #[arg(long, short = 'n', value_name = "COUNT", value_parser = elements)]
    pub(crate) elements: Option<u64>,

    /// An allocator's setting, read back before anything is measured; of
    /// several values each is run, `default` among them; repeatable. Written
    /// BACKEND.KEY it is for that one alone. `residue list` shows what each
    /// takes
    #[arg(long, value_name = "KEY=VALUE[,VALUE...]")]
    #[arg(value_parser = SettingSpec::parse)]
    pub(crate) set: Vec<SettingSpec>,

    /// Seed of keys and sizes: the same seed makes the same allocations
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
}

impl WorkloadArgs {
    /// They alone: each scenario under each allocator, once, and shrunk at
    /// its end without any wait.
    pub(crate) fn plan(&self) -> Plan {
        Plan {
            scenarios: self.scenario.clone(),
            backends: self.backend.clone(),
            commands: Vec::new(),
            repeat: 1,
            elements: self.elements,
            seed: self.seed,
            settle: Duration::ZERO,
            ladders: vec![Ladder::Shrink],
            settings: self.set.clone(),
            sweep: false,
            plant: None,
            timeout: Duration::ZERO,
        }
    }
}
