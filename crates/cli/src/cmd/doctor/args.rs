//! `residue doctor`

use crate::args::{FilterArgs, OutputArgs, format, interval};
use clap::Args;
use residue_present::Format;
use residue_report::doctor::FailOn;
use residue_runner::stored::Name;
use std::path::PathBuf;
use std::time::Duration;

const EXAMPLES: &str = "\
Examples:
  residue doctor 4711
      Of a running process, nothing prepared: who holds its memory, and what
      gives how much of it back.
  residue doctor --all
      Every process that may be read, a line each, the worst first.
  residue doctor --name 'redis*' --watch 10s
      What moves, every ten seconds; growth is told from a plateau.
  residue doctor 4711 --fail-on 'allocator-cached>64MiB'
      Exit code 1 if the allocator caches more than that.
  residue doctor results/2026-11-22/kept.json
      Of a program that was killed under `residue exec`: who held its memory
      when it died, and whether it was the OOM killer.
  residue doctor latest
      Of each probe of the newest run: who is to blame, and what gives it back.
  residue doctor results/2026-11-22 --scenario 'hashmap-*' --format json
      What of it concerns these scenarios, for a program.
  residue doctor latest --fail-on 'container>64MiB' --fail-on 'live>8MiB'
      Exit code 1 if a container or live objects keep more than that.";

const VERDICTS: &str = "\
Verdicts:
  container                a container keeps more room than its elements take
  live                     the program holds live objects
  allocator-cached         the allocator keeps whole pages that were freed
  allocator-fragmentation  it loses room between and beside live objects
  growth                   live objects become more and more
  not-heap                 files, stacks and shared memory
  released                 what is left is too little to be anybody's fault
  cannot-tell              it is not known who holds the bytes";

/// The arguments of `residue doctor`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES, after_long_help = VERDICTS)]
pub(crate) struct DoctorArgs {
    /// Processes, by their numbers; or one run: a run.json, a folder with
    /// one, a saved name, or `latest`, the newest under results/; or a file
    /// that `residue exec` kept of a program
    #[arg(value_name = "PID|RUN|FILE")]
    #[arg(required_unless_present_any = ["all", "name"])]
    pub(crate) subjects: Vec<PathBuf>,

    /// Every process that may be read, a line each, the worst first
    #[arg(long, conflicts_with_all = ["subjects", "name"])]
    pub(crate) all: bool,

    /// Every process whose name matches GLOB
    #[arg(long, value_name = "GLOB", conflicts_with = "subjects")]
    pub(crate) name: Option<String>,

    /// Do not stop a process to look at it: figures are then of different
    /// moments, and an allocator at work may not be read
    #[arg(long)]
    pub(crate) no_stop: bool,

    /// Look again every DURATION (10s, 500ms, 2m), until interrupted, and
    /// show what moved
    #[arg(long, value_name = "DURATION", value_parser = interval)]
    pub(crate) watch: Option<Duration>,

    /// Keep every look as a phase of a run saved by NAME
    #[arg(long, value_name = "NAME")]
    pub(crate) save: Option<Name>,

    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// How to print [default: by the extension of the file; else terminal]
    #[arg(long, value_parser = format::of_any())]
    pub(crate) format: Option<Format>,

    /// Columns of terminal text [default: those of the terminal]
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<u16>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    /// Exit code 1 if findings of a verdict hold more than a size, such as
    /// 'container>64MiB'; repeatable
    #[arg(long, value_name = "BOUND")]
    pub(crate) fail_on: Vec<FailOn>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use residue_report::findings::Verdict;

    #[test]
    fn the_help_names_all_verdicts() {
        let listed = VERDICTS.lines().skip(1);
        let names: Vec<_> =
            listed.filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(names, Verdict::ALL.map(Verdict::name));
    }
}
