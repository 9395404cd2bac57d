//! `residue run`

use crate::args::{OutputArgs, WorkloadArgs, duration, format};
use anyhow::Result;
use clap::{Args, ValueEnum};
use residue_present::Format;
use residue_report::doctor::FailOn;
use residue_runner::plan::{CommandSpec, Plan, PlantSpec};
use residue_runner::select;
use residue_runner::stored::Name;
use residue_scenarios::Ladder;
use std::path::PathBuf;
use std::time::Duration;

const EXAMPLES: &str = "\
Examples:
  residue run
      The usual scenarios under all backends: who holds what after the peak.
  residue run --scenario hashmap-pointer --backend system,jemalloc
      One scenario, two allocators.
  residue run --backend jemalloc --set dirty_decay_ms=default,0,1000
      The same with a setting, which is read back before anything runs.
  residue run --scenario release --sweep --settle 12s
      Which setting gives memory back soonest, and what it costs.
  residue run --scenario hashmap-value --ladder
      What would each remedy give back here, and what does it cost?
  residue run --scenario 'tag:container' --fail-on 'container>64MiB'
      Exit code 1 if a container keeps more than that after the peak.
  residue run --repeat 5 --save before
      To compare with later: `residue diff before latest`.
  residue run --scenario 'hashmap-*' -o report.html
      With pictures.";

/// The arguments of `residue run`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) workload: WorkloadArgs,

    /// Times each scenario runs under each allocator
    #[arg(long, value_name = "COUNT", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub(crate) repeat: u64,

    /// Idle time before the phase `settled`, such as 1s or 250ms
    #[arg(long, value_name = "TIME", default_value = "1s")]
    #[arg(value_parser = duration)]
    pub(crate) settle: Duration,

    /// What is tried after the peak to make the container give back
    #[arg(long, value_enum, default_value_t)]
    pub(crate) remedy: RemedyArg,

    /// What is tried after the peak, each alone in a process of its own: names
    /// or globs of rungs, separated by commas, repeatable; `all` tries one
    /// after the other. `residue list` shows them
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    #[arg(conflicts_with_all = ["remedy", "ladder"])]
    pub(crate) rung: Vec<String>,

    /// What would each remedy give back here, and what does it cost: all rungs
    /// one after the other, and each alone; the same as --rung 'all,*'
    #[arg(long, conflicts_with = "remedy")]
    pub(crate) ladder: bool,

    /// Run each allocator as it comes, and with each of its settings worth
    /// trying, one at a time; the report recommends one. `residue list` shows
    /// which
    #[arg(long)]
    pub(crate) sweep: bool,

    /// A known change, to see whether a comparison finds it, such as slack=1%,
    /// cached=4MiB or live=1. `residue list` shows the kinds
    #[arg(long, value_name = "KIND=AMOUNT", value_parser = PlantSpec::parse)]
    pub(crate) plant: Option<PlantSpec>,

    /// A command of your own to run as a scenario: it writes `residue phase
    /// NAME [payload=BYTES] [heap=BYTES] [elements=N] [KEY=N]` on a line and
    /// waits for a line, over its standard streams or the descriptor that
    /// RESIDUE_PROTOCOL_FD names; repeatable. Scenarios of residue's run beside
    /// it only if --scenario names them
    #[arg(long, value_name = "NAME=COMMAND")]
    #[arg(value_parser = CommandSpec::parse)]
    pub(crate) subject: Vec<CommandSpec>,

    /// How long a --subject may take from one phase to the next, or to its
    /// end; 0s for any time
    #[arg(long, value_name = "TIME", default_value = "10min")]
    #[arg(value_parser = duration)]
    pub(crate) timeout: Duration,

    /// Folder for run.json [default: a new dated one under results/]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// Replace the run that the folder of --out holds
    #[arg(long, requires = "out")]
    pub(crate) force: bool,

    /// Keep the run as results/baselines/NAME, for `residue diff NAME latest`
    #[arg(long, value_name = "NAME")]
    pub(crate) save: Option<Name>,

    /// How to print [default: by the extension of the file; else terminal]
    #[arg(long, value_name = "FORMAT", value_parser = format::of_result())]
    pub(crate) format: Option<Format>,

    /// Exit code 1 if findings of a verdict hold more than a size in any probe,
    /// such as 'container>64MiB'; repeatable. `residue doctor --help` shows the
    /// verdicts
    #[arg(long, value_name = "BOUND")]
    pub(crate) fail_on: Vec<FailOn>,

    /// At a terminal: the ledgers of all scenarios, not only one table of who
    /// holds what after the peak
    #[arg(long)]
    pub(crate) full: bool,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl RunArgs {
    /// What they say that is run.
    pub(crate) fn plan(&self) -> Result<Plan> {
        Ok(Plan {
            commands: self.subject.clone(),
            repeat: self.repeat,
            settle: self.settle,
            ladders: self.ladders()?,
            sweep: self.sweep,
            plant: self.plant.clone(),
            timeout: self.timeout,
            ..self.workload.plan()
        })
    }

    fn ladders(&self) -> Result<Vec<Ladder>> {
        match (self.ladder, &self.rung[..]) {
            (true, _) => select::ladders(&["all".into(), "*".into()]),
            (false, []) => Ok(vec![self.remedy.into()]),
            (false, rungs) => select::ladders(rungs),
        }
    }
}

/// A remedy, as it is said on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum RemedyArg {
    /// shrink_to_fit
    #[default]
    Shrink,
    /// A new container, elements moved over
    Rebuild,
}

impl From<RemedyArg> for Ladder {
    fn from(remedy: RemedyArg) -> Ladder {
        match remedy {
            RemedyArg::Shrink => Ladder::Shrink,
            RemedyArg::Rebuild => Ladder::Rebuild,
        }
    }
}
