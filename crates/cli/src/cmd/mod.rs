//! One verb, one file or folder: what it takes on the command line, and what
//! it does. A new one is its file here, and its lines below.

mod bench;
mod diff;
mod doctor;
mod exec;
mod generate;
mod keep;
mod list;
mod mark;
mod profile;
mod report;
mod run;
mod top;
mod watch;

use crate::exit::Done;
use anyhow::Result;
use bench::BenchArgs;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use diff::DiffArgs;
use doctor::DoctorArgs;
use exec::ExecArgs;
use generate::GenerateArgs;
use keep::KeepArgs;
use list::ListArgs;
use mark::MarkArgs;
use profile::ProfileArgs;
use report::ReportArgs;
use run::RunArgs;
use std::any::TypeId;
use std::time::Duration;
use top::TopArgs;
use watch::WatchArgs;

const EXAMPLES: &str = "\
Examples:
  residue run
      The usual scenarios under all backends: who holds what after the peak.
  residue run --scenario hashmap-pointer --backend system,jemalloc
      One scenario, two allocators.
  residue exec -- ./server --port 8080
      A program of yours, unchanged: who held what at its peak and its end.
  residue report latest -o report.html
      The newest run as one HTML file, with pictures.
  residue doctor 4711
      Of a running process, nothing prepared: who is to blame, and what gives
      how much back. `residue doctor latest` says it of the newest run.
  residue top
      Every process, and one of them with its ledger, live.
  residue watch 4711 --every 5s -o run
      Of a running process, every look kept: `residue mark 4711 NAME` takes one
      now, and `residue report run` shows them all.
  residue run --save before; ...; residue run; residue diff before latest
      What a change moved, from whom to whom; exit code 1 past a limit.
  residue profile hashmap-pointer
      Its heap profile, and one of each phase: which call sites hold what.
  residue bench --scenario hashmap-pointer
      What its steps take under each allocator, in turns.
  residue list
      Scenarios, backends and the settings they take.";

/// Who holds the memory that did not go back: the container, the allocator,
/// or a leak.
#[derive(Debug, Parser)]
#[command(name = "residue", version, propagate_version = true)]
#[command(before_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do: a verb, and all that is told of it.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List scenarios, backends and the settings they take
    List(ListArgs),
    /// Run scenarios under allocators, and show who holds the memory
    Run(RunArgs),
    /// Time the steps of scenarios under allocators, beside each other
    Bench(BenchArgs),
    /// Run a program of yours, tracked, and show who held its memory
    Exec(Box<ExecArgs>),
    /// Show a stored run: terminal, Markdown, HTML or JSON
    Report(ReportArgs),
    /// Say who is to blame for what is resident, and what gives it back
    Doctor(DoctorArgs),
    /// Watch processes live: their memory, and the ledger of one
    Top(TopArgs),
    /// Look at a process again and again, and keep every look as a run
    Watch(WatchArgs),
    /// Keep what a process holds in a file that outlives it
    Keep(KeepArgs),
    /// Take a ledger of a watched process now, by a name
    Mark(MarkArgs),
    /// Compare runs: what moved from whom to whom, and is it past a limit
    Diff(DiffArgs),
    /// Heap profiles by call site: record, show, compare and export them
    Profile(Box<ProfileArgs>),
    /// Write the manual pages, completions and library of an installation
    #[command(hide = true)]
    Generate(GenerateArgs),
}

impl Command {
    /// Does it.
    pub(crate) fn run(&self) -> Result<Done> {
        match self {
            Command::List(args) => list::list(args),
            Command::Run(args) => run::run(args),
            Command::Bench(args) => bench::bench(args),
            Command::Exec(args) => exec::exec(args),
            Command::Report(args) => report::report(args),
            Command::Doctor(args) => doctor::doctor(args),
            Command::Top(args) => top::top(args),
            Command::Watch(args) => watch::watch(args),
            Command::Keep(args) => keep::keep(args),
            Command::Mark(args) => mark::mark(args),
            Command::Diff(args) => diff::diff(args),
            Command::Profile(args) => profile::profile(args),
            Command::Generate(args) => {
                generate::generate(args, Args::command())
            }
        }
    }
}

impl Args {
    /// What the command line says; where that cannot be read, the end of the
    /// program, with the reason.
    pub(crate) fn of_command_line() -> Args {
        let read = command().get_matches();
        Args::from_arg_matches(&read).unwrap_or_else(|error| error.exit())
    }
}

/// The command line, in which a number below 0 is a value, refused with the
/// nearest that will do, and not an option that nobody knows.
fn command() -> clap::Command {
    Args::command().mut_subcommands(with_numbers_below_0)
}

fn with_numbers_below_0(verb: clap::Command) -> clap::Command {
    verb.mut_args(|arg| match is_of_a_number(&arg) {
        true => arg.allow_hyphen_values(true),
        false => arg,
    })
    .mut_subcommands(with_numbers_below_0)
}

fn is_of_a_number(option: &clap::Arg) -> bool {
    let value = option.get_value_parser().type_id();
    let numbers =
        [TypeId::of::<Duration>(), TypeId::of::<u64>(), TypeId::of::<usize>()];
    !option.is_positional() && numbers.iter().any(|number| value == *number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn a_number_below_0_is_refused_as_a_number() {
        for line in [
            "run --settle -5s",
            "run --repeat -1",
            "run --elements -1",
            "run --timeout -1s",
            "watch 1 --every -1s",
            "doctor 1 --watch -1s",
            "exec --every -1s -- true",
        ] {
            let line = ["residue"].into_iter().chain(line.split(' '));
            let refused = command().try_get_matches_from(line.clone());
            let said = refused.expect_err("refused").to_string();
            assert!(said.contains("invalid value '-"), "{line:?}: {said}");
        }
    }
}
