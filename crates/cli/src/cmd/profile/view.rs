//! `residue profile view`

use super::args::ShowArgs;
use super::{order, source, to_io};
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
    let profile = source::read(&args.files, &args.part, file)?;
    let order = order(shown.by, &[&profile]);
    let selection =
        Selection { order, limit: shown.top, grouping: shown.group };
    let text = output.text(shown.width);
    output.write(|out| {
        show::profile(&profile, selection, format, text, out).map_err(to_io)
    })?;
    Ok(Done::Fine)
}
