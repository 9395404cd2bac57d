//! A result in the form that was asked for.

use crate::args::{DiffFormat, Format};
use crate::output::Output;
use anyhow::{Result, bail};
use residue_report::diff::Diff;
use residue_report::pages::PageMaps;
use residue_report::{Run, github, html, markdown, terminal};
use std::io::{self, Write};

/// Writes `run` in `format`, with `options` where that is text.
pub(crate) fn run(
    run: &Run,
    pages: &PageMaps,
    format: Format,
    options: terminal::Options,
    mut out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Terminal => terminal::render(run, options, &mut out),
        Format::Markdown => markdown::render(run, &mut out),
        Format::Html => html::render(run, pages, &mut out),
        Format::Json => run.write_json(&mut out),
    }
}

/// Writes `diff` in `format`, with `options` where that is text.
pub(crate) fn diff(
    diff: &Diff,
    format: DiffFormat,
    options: terminal::Options,
    mut out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        DiffFormat::Terminal => terminal::render_diff(diff, options, &mut out),
        DiffFormat::Markdown => markdown::render_diff(diff, &mut out),
        DiffFormat::Html => html::render_diff(diff, &mut out),
        DiffFormat::Json => diff.write_json(&mut out),
        DiffFormat::Github => github::render_diff(diff, &mut out),
    }
}

/// A page of HTML in a terminal is a mistake.
pub(crate) fn refuse_to_show(
    is_html: bool,
    output: &Output,
    file: &str,
) -> Result<()> {
    if is_html && output.is_terminal() {
        bail!("HTML is for a browser: pass -o {file}");
    }
    Ok(())
}
