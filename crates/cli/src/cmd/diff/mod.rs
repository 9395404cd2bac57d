//! `residue diff`

mod answer;
mod args;
mod itself;
mod options;

pub(crate) use answer::answer;
pub(crate) use args::DiffArgs;

use crate::args::format;
use crate::exit::{self, Done};
use crate::output::Output;
use crate::progress;
use anyhow::{Result, bail};
use residue_present::Format;
use residue_report::diff::{Diff, Options, compare};
use residue_report::show_diff;
use residue_runner::stored::{self, SideReader};
use std::path::Path;

/// Compares two sides, or the repetitions of one, and answers whether a limit
/// is broken.
pub(crate) fn diff(args: &DiffArgs) -> Result<Done> {
    refuse_third(args)?;
    let file = args.output.output.as_deref();
    let format = format::chosen(args.format, file)?;
    if args.itself.is_some() {
        itself::refuse_format(format)?;
    }
    let output = Output::to(file)?;
    output.refuse_html(format, "diff.html")?;
    let options = options::options(args)?;
    match (&args.itself, &args.old, &args.new) {
        (Some(run), ..) => {
            itself::compare(run, args, &options, format, &output)
        }
        (None, Some(old), Some(new)) => {
            let diff = sides(old, new, args, &options)?;
            show(&diff, args, format, &output)
        }
        _ => bail!("a comparison needs OLD and NEW, or --self RUN"),
    }
}

fn sides(
    old: &Path,
    new: &Path,
    args: &DiffArgs,
    options: &Options,
) -> Result<Diff> {
    let files = (stored::several(old)?, stored::several(new)?);
    let filter = args.filter.filter()?;
    let mut sides = SideReader::new(filter, &progress::reading);
    let old = sides.read(old, &files.0)?;
    let new = sides.read(new, &files.1)?;
    sides.finish()?;
    Ok(compare(&old, &new, options))
}

fn show(
    diff: &Diff,
    args: &DiffArgs,
    format: Format,
    output: &Output,
) -> Result<Done> {
    let text = output.text(args.width);
    let shown = match answer::is_worth_showing(diff, format) {
        true => output.write(|out| show_diff(diff, format, text, out)),
        false => Ok(()),
    };
    // Also where the reader went away: the answer is the exit code.
    let done = answer(diff, &args.across);
    exit::unless_broken_pipe(shown)?;
    Ok(done)
}

/// A shell that expands a glob makes many arguments of it.
fn refuse_third(args: &DiffArgs) -> Result<()> {
    if let Some(third) = args.more.first() {
        bail!(
            "{} is a third run, and a side is one argument: quote a glob, \
             such as 'results/before-*'",
            third.display()
        );
    }
    Ok(())
}
