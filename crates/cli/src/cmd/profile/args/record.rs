//! `residue profile SCENARIO`

use crate::args::elements;
use clap::{Args, ValueEnum};
use residue_runner::plan::PlantSpec;
use std::path::PathBuf;

/// What is recorded.
#[derive(Debug, Args)]
pub(crate) struct RecordArgs {
    /// The scenario to record; `residue list` shows them
    #[arg(required = true)]
    pub(crate) scenario: Option<String>,

    /// Elements the scenario puts into its container at the peak: dhat takes
    /// seconds for a million
    #[arg(long, short = 'n', value_name = "COUNT", default_value_t = 100_000)]
    #[arg(value_parser = elements)]
    pub(crate) elements: u64,

    /// Phases that get a profile of their own: names or globs, separated by
    /// commas, repeatable; `none` for none [default: all but `baseline`]
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    pub(crate) phase: Vec<String>,

    /// Frames of each call stack that are kept, from the innermost on; more
    /// take longer
    #[arg(long, value_name = "COUNT", default_value_t = 24)]
    #[arg(value_parser = clap::value_parser!(u16).range(4..))]
    pub(crate) frames: u16,

    /// Which frames are left out
    #[arg(long, value_enum, default_value_t)]
    pub(crate) trim: Trim,

    /// Seed of keys and sizes: the same seed makes the same allocations
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,

    /// A known change, to see whether a comparison finds it, such as live=1
    #[arg(long, value_name = "KIND=AMOUNT", value_parser = PlantSpec::parse)]
    pub(crate) plant: Option<PlantSpec>,

    /// Where the profile of the whole goes; those of phases go beside it,
    /// with the phase in their names
    #[arg(long, short, value_name = "FILE", default_value = "dhat-heap.json")]
    pub(crate) output: PathBuf,
}

/// Which frames are left out of call stacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Trim {
    /// Those of the profiler, those below main, and those past --frames
    #[default]
    Boring,
    /// None, whatever --frames says
    None,
}
