//! The command line: criterion's, because `cargo bench -- FLAGS` gives the
//! same flags to every bench.

use anyhow::{Context, Result};
use clap::{ArgAction, Parser};
use regex::Regex;

/// The ledger of a small run: who holds what after the peak.
#[derive(Debug, Parser)]
#[command(name = "retention", disable_version_flag = true)]
pub(super) struct Args {
    /// Take what the name matches, as retention/SCENARIO/BACKEND
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,

    /// Take only what has exactly that name
    #[arg(long)]
    exact: bool,

    /// Save the run under this name
    #[arg(long, short, value_name = "NAME")]
    pub(super) save_baseline: Option<String>,

    /// Compare with the run of this name, and fail where a figure grew
    #[arg(long, short, value_name = "NAME")]
    #[arg(conflicts_with_all = ["save_baseline", "baseline_lenient"])]
    pub(super) baseline: Option<String>,

    /// The same, unless there is no such run
    #[arg(long, value_name = "NAME", conflicts_with = "save_baseline")]
    pub(super) baseline_lenient: Option<String>,

    /// Take the run of this name instead of measuring
    #[arg(long, value_name = "NAME", conflicts_with = "save_baseline")]
    pub(super) load_baseline: Option<String>,

    /// Compare with nothing
    #[arg(long, conflicts_with_all =
        ["save_baseline", "baseline", "baseline_lenient"])]
    pub(super) discard_baseline: bool,

    /// List what there is
    #[arg(long, conflicts_with = "test")]
    list: bool,

    /// With --list: nothing, since nothing is ignored
    #[arg(long)]
    pub(super) ignored: bool,

    /// Only try whether it works
    #[arg(long)]
    test: bool,

    /// Fewer elements
    #[arg(long)]
    pub(super) quick: bool,

    /// Set by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,

    /// What criterion takes and means nothing to a bench without time.
    #[command(flatten)]
    _timing: Timing,
}

/// Flags that are taken and have no meaning here.
#[derive(Debug, clap::Args)]
struct Timing {
    #[arg(long, short, hide = true)]
    color: Option<String>,
    #[arg(long, short, hide = true)]
    verbose: bool,
    #[arg(long, hide = true)]
    quiet: bool,
    #[arg(long, short, hide = true)]
    noplot: bool,
    #[arg(long, hide = true)]
    format: Option<String>,
    #[arg(long, hide = true)]
    profile_time: Option<f64>,
    #[arg(long, hide = true)]
    sample_size: Option<usize>,
    #[arg(long, hide = true)]
    warm_up_time: Option<f64>,
    #[arg(long, hide = true)]
    measurement_time: Option<f64>,
    #[arg(long, hide = true)]
    nresamples: Option<usize>,
    #[arg(long, hide = true)]
    noise_threshold: Option<f64>,
    #[arg(long, hide = true)]
    confidence_level: Option<f64>,
    #[arg(long, hide = true)]
    significance_level: Option<f64>,
    #[arg(long, hide = true)]
    plotting_backend: Option<String>,
    #[arg(long, hide = true)]
    output_format: Option<String>,
    #[arg(long, hide = true, action = ArgAction::SetTrue)]
    nocapture: bool,
    #[arg(long, hide = true, action = ArgAction::SetTrue)]
    show_output: bool,
    #[arg(long, hide = true, action = ArgAction::SetTrue)]
    include_ignored: bool,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// The names.
    List,
    /// Whether it works.
    Smoke,
    /// A run.
    Measure,
}

impl Args {
    pub(super) fn mode(&self) -> Mode {
        match self {
            Args { list: true, .. } => Mode::List,
            // As criterion has it: `cargo test` does not pass `--bench`.
            Args { test: true, .. } | Args { bench: false, .. } => Mode::Smoke,
            _ => Mode::Measure,
        }
    }

    /// Whether a name is asked for.
    pub(super) fn matcher(&self) -> Result<impl Fn(&str) -> bool> {
        let pattern = |text: &String| match self.exact {
            true => Regex::new(&format!("^{}$", regex::escape(text))),
            false => Regex::new(text),
        };
        let patterns: Result<Vec<Regex>, _> =
            self.filter.iter().map(pattern).collect();
        let patterns =
            patterns.context("the filter is no regular expression")?;
        Ok(move |name: &str| {
            patterns.is_empty() || patterns.iter().any(|of| of.is_match(name))
        })
    }
}
