//! `residue list`

use crate::args::ListFormat;
use crate::exit::Done;
use anyhow::Result;
use clap::Args;
use residue_runner::{catalogue, select};
use std::io::{self, Write};

const EXAMPLES: &str = "\
Examples:
  residue list
      What there is to name: after --scenario, --backend, --set and --plant.
  residue list 'tag:container' 'vec-*'
      The scenarios that these select, with their tags.
  residue list --format json
      The same, for programs.";

/// The arguments of `residue list`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub(crate) struct ListArgs {
    /// Scenarios to list alone, with their tags, as `residue run --scenario`
    /// takes them: names, globs or `tag:NAME`
    #[arg(value_name = "SCENARIO", value_delimiter = ',')]
    pub(crate) scenarios: Vec<String>,

    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

/// Lists scenarios, backends and the settings they take.
pub(crate) fn list(args: &ListArgs) -> Result<Done> {
    let chosen = match &args.scenarios[..] {
        [] => None,
        patterns => Some(select::scenarios(patterns)?),
    };
    let mut out = io::stdout().lock();
    match (args.format, chosen) {
        (ListFormat::Json, None) => writeln!(out, "{:#}", catalogue::json())?,
        (ListFormat::Json, Some(chosen)) => {
            writeln!(out, "{:#}", catalogue::json_of(&chosen))?;
        }
        (ListFormat::Terminal, None) => catalogue::show(&mut out)?,
        (ListFormat::Terminal, Some(chosen)) => {
            catalogue::show_of(&chosen, &mut out)?;
        }
    }
    Ok(Done::Fine)
}
