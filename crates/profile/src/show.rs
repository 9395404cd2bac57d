//! A profile, or a comparison, in the format that was asked for.
//!
//! What is said is the same in every format: a document, that each writes in
//! its own way. What a profile has from elsewhere cannot steer a terminal,
//! and becomes no markup, link or mention.

use std::io::Write;

use residue_present::{Document, Format, TextStyle};

use crate::diff::Diff;
use crate::error::Error;
use crate::model::Profile;
pub use crate::selection::Selection;
use crate::{document, html, json};

/// Writes `profile`: its sums, and the sites with most of a figure. Refuses
/// an order that the profile does not know, and annotations.
pub fn profile(
    profile: &Profile,
    selection: Selection,
    format: Format,
    options: TextStyle,
    out: &mut dyn Write,
) -> Result<(), Error> {
    match format {
        Format::Html => html::render(profile, selection, out),
        Format::Json => json::render(profile, selection, out),
        other => {
            let document = document::profile(profile, selection)?;
            write(&document, other, options, out)
        }
    }
}

/// Writes `diff`: the answer, the whole, and the sites that changed most.
/// Refuses an order that a side does not know, and annotations.
pub fn diff(
    diff: &Diff<'_>,
    selection: Selection,
    format: Format,
    options: TextStyle,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let Selection { order, limit, .. } = selection;
    match format {
        Format::Html => html::render_diff(diff, order, limit, out),
        Format::Json => json::render_diff(diff, order, limit, out),
        other => {
            let document = document::diff(diff, order, limit)?;
            write(&document, other, options, out)
        }
    }
}

fn write(
    document: &Document<'_>,
    format: Format,
    options: TextStyle,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let markup = format.markup().ok_or(Error::Format(format.name()))?;
    Ok(markup.write(document, options, out)?)
}
