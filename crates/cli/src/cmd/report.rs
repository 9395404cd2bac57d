//! `residue report`

use crate::args::{Format, ReportArgs};
use crate::exit::Done;
use crate::input::{self, Filter};
use crate::output::Output;
use crate::{format, splice};
use anyhow::{Result, bail};
use residue_report::pages::PageMaps;
use std::path::Path;

/// Shows a stored run, or renews the tables that a file has of it.
pub(crate) fn report(args: &ReportArgs) -> Result<Done> {
    let source = input::one(&args.run)?;
    if let Some(target) = &args.splice {
        return splice::splice(&args.run, &source, target, args.check);
    }
    let view = &args.view;
    let file = args.output.output.as_deref();
    let format = Format::chosen(view.format, file)?;
    refuse_to_replace(&source, file)?;
    let output = Output::to(file)?;
    format::refuse_to_show(format == Format::Html, &output, "report.html")?;
    let stored = input::whole(&source, &mut Filter::of(&view.filter)?)?;
    let pages = match format {
        Format::Html => stored.pages()?,
        _ => PageMaps::default(),
    };
    let text = output.text(view.width);
    output.write(|out| format::run(&stored.run, &pages, format, text, out))?;
    Ok(Done::Fine)
}

/// A part of a run in the place of the whole could not be undone.
fn refuse_to_replace(source: &Path, file: Option<&Path>) -> Result<()> {
    let real = |path: &Path| path.canonicalize().ok();
    if file.and_then(real).is_some_and(|file| Some(file) == real(source)) {
        bail!("{} is the run itself: name another file", source.display());
    }
    Ok(())
}
