//! What names addresses that a profile has no names for.

use clap::Args;
use std::path::PathBuf;

/// What names addresses that a profile has no names for.
#[derive(Debug, Args)]
pub(crate) struct SymbolsArgs {
    /// A binary, as it was before it was stripped, that names the addresses
    /// of a profile without names; repeatable
    #[arg(long, value_name = "BINARY")]
    pub(crate) symbols: Vec<PathBuf>,
}
