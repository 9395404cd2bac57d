//! What `residue bench` takes.

use crate::args::{OutputArgs, elements, format};
use anyhow::Result;
use clap::Args;
use residue_backends::Backend;
use residue_present::Format;
use residue_runner::plan::{Plan, SettingSpec};
use residue_scenarios::Ladder;
use std::time::Duration;

const EXAMPLES: &str = "\
Examples:
  residue bench
      The usual scenarios: what each step takes under jemalloc and mimalloc,
      as a multiple of what it takes under the C library's allocator.
  residue bench --scenario hashmap-pointer --rounds 30
      One scenario, with less noise.
  residue bench -s release -b jemalloc --set dirty_decay_ms=default,0
      What a setting costs.
  residue bench -o bench.md
      For a comment on a pull request; .json has the times of each round.";

/// The arguments of `residue bench`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub(crate) struct BenchArgs {
    /// Scenarios to time: names, globs or `tag:NAME`, separated by commas,
    /// repeatable; `residue list` shows them [default: tag:default]
    #[arg(long, short, value_delimiter = ',', value_name = "NAME")]
    pub(crate) scenario: Vec<String>,

    /// Allocators to time them under: names or globs, separated by commas,
    /// repeatable [default: all but profilers]
    #[arg(long, short, value_delimiter = ',', value_name = "NAME")]
    pub(crate) backend: Vec<String>,

    /// Elements each scenario puts into its container at the peak [default:
    /// as in `residue run`]
    #[arg(long, short = 'n', value_name = "COUNT", value_parser = elements)]
    pub(crate) elements: Option<u64>,

    /// Times that each takes its turn
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u64).range(3..=10_000))]
    pub(crate) rounds: u64,

    /// An allocator's setting, as in `residue run`; of several values each is
    /// timed; repeatable
    #[arg(long, value_name = "KEY=VALUE[,VALUE...]")]
    #[arg(value_parser = SettingSpec::parse)]
    pub(crate) set: Vec<SettingSpec>,

    /// Seed of keys and sizes: the same seed makes the same allocations
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,

    /// How to print [default: by the extension of the file; else terminal]
    #[arg(long, value_name = "FORMAT", value_parser = format::of_table())]
    pub(crate) format: Option<Format>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl BenchArgs {
    /// What they say that is timed.
    pub(crate) fn plan(&self) -> Plan {
        Plan {
            scenarios: self.scenario.clone(),
            backends: self.backends(),
            commands: Vec::new(),
            repeat: self.rounds,
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

    /// A profiler's time is its own.
    fn backends(&self) -> Vec<String> {
        if !self.backend.is_empty() {
            return self.backend.clone();
        }
        let all = Backend::ALL.iter();
        let plain = all.filter(|of| !of.resident_is_the_profilers());
        plain.map(|of| of.name().to_owned()).collect()
    }

    /// Refuses, before anything runs, a form that a bench does not have.
    pub(crate) fn check(format: Format) -> Result<()> {
        if format != Format::Json && format.markup().is_none() {
            anyhow::bail!(
                "a bench is not shown as {}: end the file in .md, .txt or \
                 .json",
                format.name()
            );
        }
        Ok(())
    }
}
