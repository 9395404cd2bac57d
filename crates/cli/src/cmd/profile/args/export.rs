//! `residue profile export`

use super::{NarrowArgs, SymbolsArgs, names};
use clap::Args;
use residue_profile::Figure;
use residue_profile::export::Format;
use std::path::PathBuf;

/// The arguments of `residue profile export`.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Files of dhat, of Valgrind's DHAT, of heaptrack, of pprof or of
    /// jemalloc, packed or not, or globs of such; several become one. `-` is
    /// standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) part: NarrowArgs,

    #[command(flatten)]
    pub(crate) names: SymbolsArgs,

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
