//! `residue list`

use crate::args::ListFormat;
use clap::Args;

/// The arguments of `residue list`.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}
