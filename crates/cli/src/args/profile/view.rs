//! `residue profile view`

use super::names;
use crate::args::{Format, OutputArgs};
use clap::Args;
use residue_profile::Figure;
use std::path::PathBuf;

/// The arguments of `residue profile view`.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// A file of dhat, of Valgrind's DHAT or of their kin; `-` is standard
    /// input
    pub(crate) file: PathBuf,

    /// What call sites are ordered by: total, peak, end (never freed),
    /// short_lived, reads, writes, or the `_blocks` of one [default: peak,
    /// where the profile has it; else total]
    #[arg(long, value_name = "FIGURE", value_parser = names::figure)]
    pub(crate) by: Option<Figure>,

    /// Call sites that are shown; all others stand in one row
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub(crate) top: usize,

    /// How to print [default: as the name of the file tells; else terminal]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// Columns of terminal text [default: those of the terminal]
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<u16>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
