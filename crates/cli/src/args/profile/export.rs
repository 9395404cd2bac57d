//! `residue profile export`

use super::names;
use clap::Args;
use residue_profile::Figure;
use residue_profile::export::Format;
use std::path::PathBuf;

/// The arguments of `residue profile export`.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// A file of dhat, of Valgrind's DHAT or of their kin; `-` is standard
    /// input
    pub(crate) file: PathBuf,

    /// pprof (`go tool pprof`), folded (flame graphs), speedscope
    /// (speedscope.app) or dhat (Valgrind's dh_view.html)
    #[arg(long, value_name = "FORMAT", value_parser = names::format)]
    pub(crate) format: Format,

    /// The figure of a format that holds one, and the first one elsewhere
    /// [default: peak, where the profile has it; else total]
    #[arg(long, value_name = "FIGURE", value_parser = names::figure)]
    pub(crate) by: Option<Figure>,

    /// Write to FILE instead of standard output, whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}
