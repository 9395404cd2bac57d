//! The command line: one verb, one file.

mod diff;
mod doctor;
pub(crate) mod format;
mod list;
mod profile;
mod report;
mod run;
mod view;

pub(crate) use diff::DiffArgs;
pub(crate) use doctor::DoctorArgs;
pub(crate) use format::ListFormat;
pub(crate) use list::ListArgs;
pub(crate) use profile::{
    CompareArgs, ExportArgs, NarrowArgs, ProfileArgs, ProfileCommand,
    RecordArgs, ShowArgs, Trim,
};
pub(crate) use report::ReportArgs;
pub(crate) use run::RunArgs;
pub(crate) use view::{FilterArgs, OutputArgs, ViewArgs};

use clap::{Parser, Subcommand};

const EXAMPLES: &str = "\
Examples:
  residue run
      The usual scenarios under all backends: who holds what after the peak.
  residue run --scenario hashmap-pointer --backend system,jemalloc
      One scenario, two allocators.
  residue report latest -o report.html
      The newest run as one HTML file, with pictures.
  residue doctor latest
      Of each of its probes: who is to blame, and what gives it back.
  residue run --save before; ...; residue run; residue diff before latest
      What a change moved, from whom to whom; exit code 1 past a limit.
  residue profile hashmap-pointer
      Its heap profile, and one of each phase: which call sites hold what.
  residue list
      Scenarios, backends and the settings they take.";

/// Who holds the memory that did not go back: the container, the allocator,
/// or a leak.
#[derive(Debug, Parser)]
#[command(version, before_long_help = EXAMPLES, propagate_version = true)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List scenarios, backends and the settings they take
    List(ListArgs),
    /// Run scenarios under allocators, and show who holds the memory
    Run(RunArgs),
    /// Show a stored run: terminal, Markdown, HTML or JSON
    Report(ReportArgs),
    /// Say who is to blame for what is resident, and what gives it back
    Doctor(DoctorArgs),
    /// Compare runs: what moved from whom to whom, and is it past a limit
    Diff(DiffArgs),
    /// Heap profiles by call site: record, show, compare and export them
    Profile(Box<ProfileArgs>),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }
}
