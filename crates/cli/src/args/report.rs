//! `residue report`

use crate::args::{OutputArgs, ViewArgs};
use clap::Args;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  residue report latest
      The newest run under results/: who holds what after the peak.
  residue report latest --full
      The ledger of every scenario, phase by phase.
  residue report latest -o report.html
      One HTML file with pictures, that opens from disk.
  residue report results/2026-11-22 --format markdown --scenario 'hashmap-*'
      What of it concerns these scenarios, for a comment on a pull request.
  residue report results/2026-11-22 --splice README.md
      Renews the tables that README.md has between its markers.
  residue report results/2026-11-22 --splice README.md --check
      Says which of them the run does not bear out; exit code 1.";

const MARKERS: &str = "\
Between a line `<!-- residue: report ARGS -->` and a line `<!-- /residue -->`, \
--splice puts what `residue report RUN ARGS` prints. ARGS are --scenario, \
--backend, --format (terminal, markdown or json) and --width.";

/// The arguments of `residue report`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES, after_long_help = MARKERS)]
pub(crate) struct ReportArgs {
    /// A run.json, a folder with one, a saved name, or `latest`: the newest
    /// under results/
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,

    #[command(flatten)]
    pub(crate) view: ViewArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    /// Renew what stands between the markers of FILE
    #[arg(long, value_name = "FILE")]
    #[arg(conflicts_with_all = ["scenario", "backend", "format", "width", "full"])]
    #[arg(conflicts_with = "output")]
    pub(crate) splice: Option<PathBuf>,

    /// Write nothing; exit code 1 if FILE is not up to date
    #[arg(long, requires = "splice")]
    pub(crate) check: bool,
}
