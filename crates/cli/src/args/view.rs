//! Which part of a run is shown, in what form, and where it goes.

use crate::args::format;
use crate::output::Output;
use anyhow::Result;
use clap::Args;
use residue_present::Format;
use residue_runner::stored::Filter;
use std::path::PathBuf;

/// What of a stored run is taken.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct FilterArgs {
    /// Scenarios to take: names or globs, separated by commas, repeatable
    #[arg(long, short, value_delimiter = ',', value_name = "NAME")]
    pub(crate) scenario: Vec<String>,

    /// Allocators to take: names or globs, separated by commas, repeatable
    #[arg(long, short, value_delimiter = ',', value_name = "NAME")]
    pub(crate) backend: Vec<String>,
}

impl FilterArgs {
    /// The filter that they say.
    pub(crate) fn filter(&self) -> Result<Filter> {
        Filter::of(&self.scenario, &self.backend)
    }
}

/// What of a run is shown, and in what form.
#[derive(Clone, Debug, Args)]
pub(crate) struct ViewArgs {
    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// How to print [default: by the extension of the file; else terminal]
    #[arg(long, value_name = "FORMAT", value_parser = format::of_result())]
    pub(crate) format: Option<Format>,

    /// At a terminal: the ledgers of all scenarios, not only one table of who
    /// holds what after the peak
    #[arg(long)]
    pub(crate) full: bool,

    /// Columns of terminal text [default: those of the terminal]
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<u16>,
}

/// Where a result goes.
#[derive(Clone, Debug, Args)]
pub(crate) struct OutputArgs {
    /// Write to FILE instead of standard output, whole or not at all; .txt,
    /// .md, .html and .json choose the format
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

impl OutputArgs {
    /// The format that was asked for, or that the name of the file tells, and
    /// where the result goes; settled before any work. A terminal takes no
    /// HTML, and is told to name a file such as `page`.
    pub(crate) fn settle(
        &self,
        format: Option<Format>,
        page: &str,
    ) -> Result<(Format, Output)> {
        let file = self.output.as_deref();
        let format = format::chosen(format, file)?;
        let output = Output::to(file)?;
        output.refuse_html(format, page)?;
        Ok((format, output))
    }
}
