//! A table.

use std::borrow::Cow;

use super::Tone;

/// Rows of cells below the titles of their columns.
#[derive(Default)]
pub struct Table {
    /// What it is of; empty if that is said elsewhere.
    pub caption: String,
    /// What its groups of rows are, if it has groups.
    pub group: Option<&'static str>,
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// The rows, from top to bottom.
    pub rows: Vec<Row>,
    /// What one row is of, where some are only counted.
    pub thing: &'static str,
    /// Columns that it may do without where it is too wide, by index: the
    /// first of these sets that makes it fit.
    pub without: Vec<Vec<usize>>,
    /// What becomes of it if it is too wide still.
    pub narrow: Narrow,
}

/// What becomes of a table that is too wide for where it is shown.
#[derive(Clone, Copy, Default)]
pub enum Narrow {
    /// Its columns to the right go, but for the last, which is cut; what has
    /// no room is named below it.
    #[default]
    Cut,
    /// The same, but a cell of the last column that has no room stands on a
    /// line of its own: it is what the row is of, and is told whole.
    Below,
    /// Its columns of numbers are spread over several tables.
    Spread,
    /// Its rows become sentences, which are made of the cells of one.
    Sentences(fn(&[Cell]) -> String),
}

/// A column of a table.
pub struct Column {
    /// What stands above it.
    pub title: Cow<'static, str>,
    /// Whether its cells are numbers, which stand to the right.
    pub is_number: bool,
    /// How wide it may be where width is scarce, in columns of a terminal.
    pub widest: usize,
}

/// A row of a table.
#[derive(Default)]
pub struct Row {
    /// The group that begins with it.
    pub group: Option<String>,
    /// A cell for each column. A group without rows has a single one, which
    /// says why.
    pub cells: Vec<Cell>,
    /// What its last cell means for the reader.
    pub tone: Tone,
    /// What a bar behind it stands for, beside the bars of other rows.
    pub bar: u64,
    /// What stands below it, in less weight, line by line.
    pub below: Vec<String>,
    /// Whether it is the sum of those above it.
    pub is_sum: bool,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What stands in it.
    pub text: Cow<'static, str>,
    /// Whether it is a number of ours, and nothing from elsewhere.
    pub is_figure: bool,
    /// Whether it catches the eye.
    pub is_strong: bool,
    /// Where it leads to, where a format has links: a URI without anything
    /// that would have to be escaped.
    pub link: Option<String>,
}

impl Column {
    /// A column of text.
    pub fn text(title: impl Into<Cow<'static, str>>) -> Column {
        Column { title: title.into(), is_number: false, widest: usize::MAX }
    }

    /// A column of numbers.
    pub fn number(title: impl Into<Cow<'static, str>>) -> Column {
        Column { is_number: true, ..Column::text(title) }
    }
}

impl Cell {
    /// A text, which may be from elsewhere.
    pub fn text(text: impl Into<Cow<'static, str>>) -> Cell {
        let text = text.into();
        Cell { text, is_figure: false, is_strong: false, link: None }
    }

    /// A number of ours, with its unit.
    pub fn figure(text: impl Into<Cow<'static, str>>) -> Cell {
        Cell { is_figure: true, ..Cell::text(text) }
    }

    /// The same cell, leading to `link`.
    pub fn linked(self, link: Option<String>) -> Cell {
        Cell { link, ..self }
    }
}

impl Row {
    /// A row of `cells`.
    pub fn of(cells: impl IntoIterator<Item = Cell>) -> Row {
        Row { cells: cells.into_iter().collect(), ..Row::default() }
    }
}
