//! A profile, or a comparison, in the format that was asked for.
//!
//! What is said is the same in every format: a document, that each writes in
//! its own way. What a profile has from elsewhere cannot steer a terminal,
//! and becomes no markup, link or mention.

mod diff;
mod gaps;
mod profile;

use std::io::Write;

use residue_present::{Cell, Column, Document, Format, Options, Row, Table};

pub(crate) use self::diff::diff as diff_document;
pub(crate) use self::profile::profile as profile_document;
use crate::diff::Diff;
use crate::error::Error;
use crate::model::{Figure, Profile};
use crate::view::Grouping;
use crate::{html, json};

/// What of a profile, or of a comparison, is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// What sites are ordered by.
    pub order: Figure,
    /// By what sites are put together; a comparison is grouped when it is
    /// made.
    pub grouping: Grouping,
    /// How many sites are shown, of a comparison of each kind of change; all
    /// others stand in one row.
    pub limit: usize,
}

impl Default for Selection {
    fn default() -> Selection {
        Selection {
            order: Figure::Total,
            grouping: Grouping::default(),
            limit: 20,
        }
    }
}

/// Writes `profile`: its sums, and the sites with most of a figure. Refuses
/// an order that the profile does not know, and annotations.
pub fn profile(
    profile: &Profile,
    selection: Selection,
    format: Format,
    options: Options,
    out: &mut dyn Write,
) -> Result<(), Error> {
    match format {
        Format::Html => html::render(profile, selection.order, out),
        Format::Json => json::render(profile, selection, out),
        other => {
            let document = profile_document(profile, Some(selection))?;
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
    options: Options,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let Selection { order, limit, .. } = selection;
    match format {
        Format::Html => html::render_diff(diff, order, limit, out),
        Format::Json => json::render_diff(diff, order, limit, out),
        other => {
            let document = diff_document(diff, order, limit)?;
            write(&document, other, options, out)
        }
    }
}

fn write(
    document: &Document<'_>,
    format: Format,
    options: Options,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let markup = format.markup().ok_or(Error::Format(format.name()))?;
    Ok(markup.write(document, options, out)?)
}

/// How a figure is shown that is not known: never as 0.
const UNKNOWN: &str = "–";

/// A table below its caption.
fn table(caption: String, columns: Vec<Column>, rows: Vec<Row>) -> Table {
    let thing = "row";
    Table { caption, columns, rows, thing, ..Table::default() }
}

/// Cells that may have anything in them: a profile names its own units.
fn texts(cells: impl IntoIterator<Item = String>) -> Vec<Cell> {
    cells.into_iter().map(Cell::text).collect()
}
