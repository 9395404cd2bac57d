//! What is shown of a profile or a comparison, the same in every format: a
//! heading, facts, what is to be said, and tables.

mod diff;
mod profile;

pub(crate) use self::diff::diff;
pub(crate) use self::profile::profile;

/// A document that each format writes in its own way.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) heading: String,
    /// What is known of the whole, each with its name.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Sentences, each with what it means for the reader.
    pub(crate) told: Vec<(Tone, String)>,
    pub(crate) tables: Vec<Table>,
    /// What belongs under all of it.
    pub(crate) notes: Vec<String>,
}

/// What a text means for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Bad,
    Unsure,
}

#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) caption: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
}

#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) title: String,
    pub(crate) is_number: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) cells: Vec<String>,
    /// What stands below the row, in less weight.
    pub(crate) below: Option<String>,
    /// Whether it is the sum of those above it.
    pub(crate) is_sum: bool,
}

impl Column {
    pub(crate) fn number(title: impl Into<String>) -> Column {
        Column { title: title.into(), is_number: true }
    }

    pub(crate) fn text(title: impl Into<String>) -> Column {
        Column { title: title.into(), is_number: false }
    }
}
