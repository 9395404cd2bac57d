//! What `residue bench` takes.

use crate::args::{OutputArgs, WorkloadArgs, format};
use anyhow::Result;
use clap::Args;
use residue_backends::Backend;
use residue_present::Format;
use residue_runner::plan::Plan;

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
    #[command(flatten)]
    pub(crate) workload: WorkloadArgs,

    /// Times that each takes its turn
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u64).range(3..=10_000))]
    pub(crate) rounds: u64,

    /// How to print [default: by the extension of the file; else terminal]
    #[arg(long, value_name = "FORMAT", value_parser = format::of_table())]
    pub(crate) format: Option<Format>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl BenchArgs {
    /// What they say that is timed.
    pub(crate) fn plan(&self) -> Plan {
        let mut plan = self.workload.plan();
        plan.repeat = self.rounds;
        if plan.backends.is_empty() {
            plan.backends = all_but_profilers();
        }
        plan
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

/// A profiler's time is its own.
fn all_but_profilers() -> Vec<String> {
    let all = Backend::ALL.iter();
    let plain = all.filter(|of| !of.resident_is_the_profilers());
    plain.map(|of| of.name().to_owned()).collect()
}
