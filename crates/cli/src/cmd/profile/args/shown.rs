//! What of a profile, or of a comparison, is shown, and in what form.

use super::hyperlinks::Hyperlinks;
use super::names;
use crate::args::{OutputArgs, format};
use crate::output::Output;
use clap::Args;
use residue_present::{Format, TextStyle};
use residue_profile::{Figure, Grouping};
use std::path::PathBuf;

/// What is shown, in what form, and where it goes.
#[derive(Debug, Args)]
pub(crate) struct ShownArgs {
    /// What call sites are ordered by: total, peak, end (never freed),
    /// short_lived, reads, writes, or the `_blocks` of one [default: peak,
    /// where the profile has it; else total]
    #[arg(long, value_name = "FIGURE", value_parser = names::figure)]
    pub(crate) by: Option<Figure>,

    /// By what call sites are put together: stack, function, file or crate
    #[arg(long, value_name = "BY", default_value_t, value_parser = names::grouping)]
    pub(crate) group: Grouping,

    /// How many call sites are shown, of a comparison for each kind of
    /// change; the others share one row
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub(crate) top: usize,

    /// How to print [default: by the extension of the file; else terminal]
    #[arg(long, value_name = "FORMAT", value_parser = format::of_result())]
    pub(crate) format: Option<Format>,

    /// Columns of terminal text [default: those of the terminal]
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<u16>,

    /// A folder with source of the program, whose lines are shown; files are
    /// found in all that is below it by the ends of their paths; repeatable
    #[arg(long, value_name = "DIR")]
    pub(crate) source: Vec<PathBuf>,

    /// Whether places in the source are links of the terminal's
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub(crate) hyperlinks: Hyperlinks,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl ShownArgs {
    /// How text is laid out in `output`.
    pub(crate) fn text(&self, output: &Output) -> TextStyle {
        let links = self.hyperlinks.are_in(output);
        TextStyle { links, ..output.text(self.width) }
    }
}
