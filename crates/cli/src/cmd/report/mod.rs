//! `residue report`

mod part;
mod splice;

use crate::args::{OutputArgs, ViewArgs};
use crate::exit::Done;
use crate::output;
use crate::progress;
use anyhow::Result;
use clap::Args;
use residue_present::Format;
use residue_report::pages::PageMaps;
use residue_report::{Detail, show_run};
use residue_runner::stored;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  residue report latest
      The newest run under results/: who holds what after the peak.
  residue report latest --full
      The ledger of every scenario, phase by phase.
  residue report latest -o report.html
      One HTML file with pictures, that opens from disk.
  residue report results/2026-11-22 --format markdown --scenario 'hashmap-*'
      Only these scenarios, for a comment on a pull request.
  residue report results/2026-11-22 --splice README.md
      Renews the tables between the markers of README.md.
  residue report results/2026-11-22 --splice README.md --check
      Names those that the run contradicts; exit code 1.";

const MARKERS: &str = "\
Between a line `<!-- residue: report ARGS -->` and a line `<!-- /residue -->`, \
--splice puts what `residue report RUN ARGS` prints. ARGS are --scenario, \
--backend, --format (terminal, markdown or json) and --width.";

/// The arguments of `residue report`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES, after_long_help = MARKERS)]
pub(crate) struct ReportArgs {
    /// A run.json, a folder with one, a saved name, or `latest`: the newest
    /// under results/
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,

    #[command(flatten)]
    pub(crate) view: ViewArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    /// Renew the text between the markers of FILE
    #[arg(long, value_name = "FILE")]
    #[arg(conflicts_with_all = ["scenario", "backend", "format", "width", "full"])]
    #[arg(conflicts_with = "output")]
    pub(crate) splice: Option<PathBuf>,

    /// Write nothing; exit code 1 if FILE is not up to date
    #[arg(long, requires = "splice")]
    pub(crate) check: bool,
}

/// Shows a stored run, or renews the tables that a file has of it.
pub(crate) fn report(args: &ReportArgs) -> Result<Done> {
    let source = stored::one(&args.run)?;
    if let Some(target) = &args.splice {
        return splice::renew(&args.run, &source, target, args.check);
    }
    let view = &args.view;
    let file = args.output.output.as_deref();
    output::refuse_to_replace("run", &source, file)?;
    let (format, output) = args.output.settle(view.format, "report.html")?;
    let stored =
        stored::whole(&source, &mut view.filter.filter()?, &progress::reading)?;
    let pages = match format {
        Format::Html => stored.pages()?,
        _ => PageMaps::default(),
    };
    let text = output.text(view.width);
    let detail = Detail::of(view.full);
    output.write(|out| {
        show_run(&stored.run, &pages, detail, format, text, out)
    })?;
    Ok(Done::Fine)
}
