//! A profile, or a comparison, as a document that every format writes in its
//! own way.

mod diff;
mod gaps;
mod named;
mod profile;
mod source;

use residue_present::{Cell, Column, Row, Table};

pub(crate) use self::diff::diff;
pub(crate) use self::profile::{page, profile};

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
