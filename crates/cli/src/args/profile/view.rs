//! `residue profile view`

use super::ShownArgs;
use clap::Args;
use std::path::PathBuf;

/// The arguments of `residue profile view`.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// A file of dhat, of Valgrind's DHAT or of their kin; `-` is standard
    /// input
    pub(crate) file: PathBuf,

    #[command(flatten)]
    pub(crate) shown: ShownArgs,
}
