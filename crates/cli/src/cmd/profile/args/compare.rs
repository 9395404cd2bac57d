//! `residue profile diff`

use super::{NarrowArgs, ShownArgs, SymbolsArgs};
use clap::Args;
use residue_profile::diff::{Across, Limit};
use std::path::PathBuf;

const ABOUT: &str = "\
Call stacks are the same where their functions are, whatever lines moved and \
whatever hashes their symbols have. Stacks of one function that are left, \
because a caller is another, are paired by the frames that they have in common.

A limit is [SITE:]FIGURE=BOUND[,BOUND], where SITE is a glob on functions and \
a BOUND is +2%, +8MiB or, of blocks, +100; any that is passed breaks it. With a SITE \
it is on all call stacks of one function together that have such a function, \
else on the whole. FIGURE \
`memory` is total, peak and end. Without any limit, none of these may grow.

Exit codes: 0 no hard limit is broken, 1 one is, 2 the comparison failed.";

/// The arguments of `residue profile diff`.
#[derive(Debug, Args)]
#[command(after_long_help = ABOUT)]
pub(crate) struct CompareArgs {
    /// The profile before, or a glob of those that are one; `-` is standard
    /// input
    pub(crate) old: PathBuf,

    /// The profile after, or a glob of those that are one; `-` is standard
    /// input
    pub(crate) new: PathBuf,

    /// Compare in spite of these differences; separated by commas, repeatable
    #[arg(long, value_delimiter = ',', value_name = "KEY")]
    pub(crate) across: Vec<Across>,

    /// A limit that fails the comparison, such as `end=+0` or
    /// `app::cache*:peak=+2%,+8MiB`; repeatable
    #[arg(long, value_name = "LIMIT")]
    pub(crate) limit: Vec<Limit>,

    /// A limit that only warns; repeatable
    #[arg(long, value_name = "LIMIT")]
    pub(crate) soft_limit: Vec<Limit>,

    #[command(flatten)]
    pub(crate) part: NarrowArgs,

    #[command(flatten)]
    pub(crate) names: SymbolsArgs,

    /// A binary that names addresses of the old profile alone, where that is
    /// of another build; repeatable
    #[arg(long, value_name = "BINARY")]
    pub(crate) old_symbols: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) shown: ShownArgs,
}
