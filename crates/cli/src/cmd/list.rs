//! `residue list`

use crate::args::ListFormat;
use crate::exit::Done;
use anyhow::Result;
use clap::Args;
use residue_runner::catalogue;
use std::io::{self, Write};

const EXAMPLES: &str = "\
Examples:
  residue list
      What there is to name: after --scenario, --backend, --set and --plant.
  residue list --format json
      The same, for programs.";

/// The arguments of `residue list`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub(crate) struct ListArgs {
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

/// Lists scenarios, backends and the settings they take.
pub(crate) fn list(args: &ListArgs) -> Result<Done> {
    let mut out = io::stdout().lock();
    match args.format {
        ListFormat::Json => writeln!(out, "{:#}", catalogue::json())?,
        ListFormat::Terminal => catalogue::show(&mut out)?,
    }
    Ok(Done::Fine)
}
