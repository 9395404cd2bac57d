//! `residue profile view`

use super::args::ShowArgs;
use super::source::ProfileSource;
use super::{find_sources, order, to_io};
use crate::args::format;
use crate::exit::Done;
use crate::output::Output;
use anyhow::Result;
use residue_profile::show::{self, Selection};

/// Shows a profile.
pub(super) fn view(args: &ShowArgs) -> Result<Done> {
    let shown = &args.shown;
    let file = shown.output.output.as_deref();
    let format = format::chosen(shown.format, file)?;
    let output = Output::to(file)?;
    output.refuse_html(format, "profile.html")?;
    let source = ProfileSource::of(&args.part, &args.names.symbols)?;
    let mut profile = source.one(&args.files, file)?;
    find_sources(&mut profile, &shown.source)?;
    let order = order(shown.by, &[&profile]);
    let selection =
        Selection { order, limit: shown.top, grouping: shown.group };
    let text = shown.text(&output);
    output.write(|out| {
        show::profile(&profile, selection, format, text, out).map_err(to_io)
    })?;
    Ok(Done::Fine)
}
