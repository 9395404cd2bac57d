//! Which part of a profile is looked at.

use clap::Args;
use regex::Regex;
use residue_profile::Filter;

/// Which part of a profile is looked at, as pprof's options of these names
/// have it.
#[derive(Debug, Args)]
pub(crate) struct NarrowArgs {
    /// Only call stacks with such a function or file: a regular expression,
    /// found anywhere in its name
    #[arg(long, value_name = "PATTERN")]
    pub(crate) focus: Option<Regex>,

    /// No call stacks with such a function or file
    #[arg(long, value_name = "PATTERN")]
    pub(crate) ignore: Option<Regex>,

    /// Only call stacks with such a function or file, and of these nothing
    /// that called it
    #[arg(long, value_name = "PATTERN")]
    pub(crate) show_from: Option<Regex>,
}

impl NarrowArgs {
    /// The filter.
    pub(crate) fn filter(&self) -> Filter {
        Filter {
            focus: self.focus.clone(),
            ignore: self.ignore.clone(),
            show_from: self.show_from.clone(),
        }
    }
}
