//! `residue top`

mod source;

use crate::args::{interval, pid};
use crate::exit::Done;
use crate::output;
use anyhow::{Context, Result, bail};
use clap::Args;
use residue_runner::Running;
use residue_top::StartOptions;
use source::Processes;
use std::time::Duration;

const EXAMPLES: &str = "\
Examples:
  residue top
      All processes with what they have resident; enter for one.
  residue top 4711
      One process: its ledger over time, who is to blame, its live objects.
      `s` stops it for a moment and looks; between looks nothing is stopped.
  residue top 4711 --every 5s
      The same, with a look every five seconds.";

/// The arguments of `residue top`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub(crate) struct TopArgs {
    /// The process to begin with [default: the list of all]
    #[arg(value_parser = pid)]
    pid: Option<u32>,

    /// Stop the process on the screen every DURATION and look at it
    #[arg(long, value_name = "DURATION", value_parser = interval)]
    every: Option<Duration>,
}

/// Shows processes as they are, until the user leaves.
pub(crate) fn top(args: &TopArgs) -> Result<Done> {
    if !output::is_interactive() {
        bail!(
            "top needs a terminal to draw on and keys from it: `residue \
             doctor --all` prints the same once"
        );
    }
    if let Some(pid) = args.pid
        && Running::of(pid).is_none()
    {
        bail!("there is no process {pid} with memory of its own");
    }
    let options = StartOptions { pid: args.pid, every: args.every };
    residue_top::run(options, &mut Processes::default())
        .context("could not draw on the terminal")?;
    Ok(Done::Fine)
}
