//! `residue mark`

use crate::args::pid;
use crate::exit::{self, Done};
use crate::output::Output;
use anyhow::Result;
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  residue watch 4711 -o run &
  ./load --fill; residue mark 4711 filled
  ./load --drain; residue mark 4711 drained
      A ledger at each of these moments, taken before the command returns.
      `residue report run` shows them, beside the looks between.
  residue exec -o run -- ./server & residue mark $(pidof server) warm
      The same of a program under `residue exec`, by the program's number.";

/// The arguments of `residue mark`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub(crate) struct MarkArgs {
    /// The process, which is watched, or runs under `residue exec`
    #[arg(value_parser = pid)]
    pid: u32,

    /// What the phase is called: no white space, and no name that it has
    /// already
    name: String,
}

/// Has whoever watches a process take a ledger of it now.
pub(crate) fn mark(args: &MarkArgs) -> Result<Done> {
    let output = Output::to(None)?;
    let said = residue_runner::mark(args.pid, &args.name)?;
    exit::unless_broken_pipe(output.write(|out| writeln!(out, "{said}")))?;
    Ok(Done::Fine)
}
