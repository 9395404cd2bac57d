//! `residue profile view`

use super::{order, source, to_io};
use crate::args::{Format, ShowArgs};
use crate::exit::Done;
use crate::format;
use crate::output::{self, Output};
use anyhow::Result;
use residue_profile::{Figure, Profile, html, json, markdown, terminal};
use std::io::{self, Write};

/// Shows a profile.
pub(super) fn view(args: &ShowArgs) -> Result<Done> {
    let shown = &args.shown;
    let file = shown.output.output.as_deref();
    let format = Format::chosen(shown.format, file)?;
    output::refuse_to_replace("profile", &args.file, file)?;
    let output = Output::to(file)?;
    format::refuse_to_show(format == Format::Html, &output, "profile.html")?;
    let profile = source::read(&args.file)?;
    let order = order(shown.by, &[&profile]);
    let options = options(&output, order, shown.top, shown.width);
    output.write(|out| write(&profile, format, options, out))?;
    Ok(Done::Fine)
}

/// How text is laid out at `output`.
pub(super) fn options(
    output: &Output,
    order: Figure,
    limit: usize,
    width: Option<u16>,
) -> terminal::Options {
    let text = output.text(width);
    terminal::Options { order, limit, width: text.width, colour: text.colour }
}

/// Writes `profile` in `format`.
pub(super) fn write(
    profile: &Profile,
    format: Format,
    options: terminal::Options,
    mut out: &mut dyn Write,
) -> io::Result<()> {
    let terminal::Options { order, limit, .. } = options;
    match format {
        Format::Terminal => terminal::render(profile, options, &mut out),
        Format::Markdown => markdown::render(profile, order, limit, &mut out),
        Format::Html => html::render(profile, order, &mut out),
        Format::Json => json::render(profile, order, limit, &mut out),
    }
    .map_err(to_io)
}
