//! `residue diff`

use crate::args::{FilterArgs, OutputArgs, format};
use clap::Args;
use residue_present::Format;
use residue_report::diff::{AcrossKey, Limit};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  residue run --save before
  residue diff before latest
      The newest run against one that was saved.
  residue diff 'results/before-*' 'results/after-*'
      Several runs a side: their probes count as repetitions of one another.
  residue diff before latest --limit 'resident@drained=+2%,+8MiB'
      Exit code 1 if resident after the peak grew by more than either.
  residue diff before latest --across kernel,settings
      Runs of another kernel and other settings; the top of the report says so.
  residue diff before latest --format github
      Annotations for a GitHub workflow; --format markdown for a comment.
  residue diff --self latest
      How many false alarms the limits raise between halves of one run.";

const ABOUT: &str = "\
A side is a run.json, a folder with one, a saved name, `latest`, or a glob of \
files or folders, quoted so that the shell leaves it alone.

A limit is [SCENARIO[/BACKEND]:]METRIC[@PHASE]=BOUND[,BOUND], where SCENARIO, \
BACKEND and PHASE may be globs and a BOUND is +2%, +8MiB or +100; any bound \
that is passed breaks it. Without any limit, no figure of memory may grow \
beyond noise. In ./residue.toml:

  across = [\"kernel\"]
  [[limit]]
  scenario = \"hashmap-*\"
  metric = \"resident\"
  phase = \"drained\"
  soft = \"+1%\"
  hard = \"+2%,+8MiB\"

Exit codes: 0 no hard limit is broken, 1 one is, 2 the comparison failed.";

/// The arguments of `residue diff`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES, after_long_help = ABOUT)]
pub(crate) struct DiffArgs {
    /// The runs before
    #[arg(required_unless_present = "itself")]
    pub(crate) old: Option<PathBuf>,

    /// The runs after
    #[arg(required_unless_present = "itself")]
    pub(crate) new: Option<PathBuf>,

    /// Where a shell has expanded a glob; refused with the fix.
    #[arg(hide = true)]
    pub(crate) more: Vec<PathBuf>,

    /// Compare the repetitions of RUN with each other instead: how many
    /// false alarms would the limits have raised?
    #[arg(long = "self", value_name = "RUN", conflicts_with_all = ["old", "new"])]
    pub(crate) itself: Option<PathBuf>,

    /// Compare in spite of these differences, and say so; separated by
    /// commas, repeatable
    #[arg(long, value_delimiter = ',', value_name = "KEY")]
    pub(crate) across: Vec<AcrossKey>,

    /// A limit that fails the comparison, such as
    /// `resident@drained=+2%,+8MiB`; repeatable
    #[arg(long, value_name = "LIMIT")]
    pub(crate) limit: Vec<Limit>,

    /// A limit that only warns; repeatable
    #[arg(long, value_name = "LIMIT")]
    pub(crate) soft_limit: Vec<Limit>,

    /// Limits in a file [default: ./residue.toml, if there is one]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// How to print [default: by the extension of the file; else terminal]
    #[arg(long, value_name = "FORMAT", value_parser = format::of_any())]
    pub(crate) format: Option<Format>,

    /// Columns of terminal text [default: those of the terminal]
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<u16>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
