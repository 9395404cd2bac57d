//! `residue profile view`

use super::{NarrowArgs, ShownArgs, SymbolsArgs};
use clap::Args;
use std::path::PathBuf;

/// The arguments of `residue profile view`.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Files of dhat, of Valgrind's DHAT, of heaptrack, of pprof or of
    /// jemalloc, packed or not, or globs of such; several are shown as one.
    /// `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) part: NarrowArgs,

    #[command(flatten)]
    pub(crate) names: SymbolsArgs,

    #[command(flatten)]
    pub(crate) shown: ShownArgs,
}
