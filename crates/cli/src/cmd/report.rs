//! `residue report`

use crate::args::{Format, ReportArgs};
use crate::exit::Done;
use crate::input::{self, Filter};
use crate::output::{self, Output};
use crate::{format, splice};
use anyhow::Result;
use residue_report::pages::PageMaps;

/// Shows a stored run, or renews the tables that a file has of it.
pub(crate) fn report(args: &ReportArgs) -> Result<Done> {
    let source = input::one(&args.run)?;
    if let Some(target) = &args.splice {
        return splice::splice(&args.run, &source, target, args.check);
    }
    let view = &args.view;
    let file = args.output.output.as_deref();
    let format = Format::chosen(view.format, file)?;
    output::refuse_to_replace("run", &source, file)?;
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
