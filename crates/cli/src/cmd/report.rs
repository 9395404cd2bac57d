//! `residue report`

use crate::args::{ReportArgs, format};
use crate::exit::Done;
use crate::input::{self, Filter};
use crate::output::{self, Output};
use crate::splice;
use anyhow::Result;
use residue_present::Format;
use residue_report::pages::PageMaps;
use residue_report::{Detail, show_run};

/// Shows a stored run, or renews the tables that a file has of it.
pub(crate) fn report(args: &ReportArgs) -> Result<Done> {
    let source = input::one(&args.run)?;
    if let Some(target) = &args.splice {
        return splice::splice(&args.run, &source, target, args.check);
    }
    let view = &args.view;
    let file = args.output.output.as_deref();
    let format = format::chosen(view.format, file)?;
    output::refuse_to_replace("run", &source, file)?;
    let output = Output::to(file)?;
    output.refuse_html(format, "report.html")?;
    let stored = input::whole(&source, &mut Filter::of(&view.filter)?)?;
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
