//! A profile, or a comparison, for people at a terminal.

mod grid;

use std::io::{self, Write};

use self::grid::{Grid, LEAST_CELL};
use crate::diff::Diff;
use crate::error::Error;
use crate::model::{Figure, Profile};
use crate::show::{self, Document, Row, Table, Tone};
use crate::text::{elided, wrapped};

/// Columns of text if the terminal does not say how many it has, and at most.
const TEXT_WIDTH: usize = 100;

/// Fewer columns than these are not honoured: nothing could be shown.
const LEAST_WIDTH: usize = 20;

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const PLAIN: &str = "\u{1b}[0m";

/// What is shown, and how wide and colourful it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// What sites are ordered by.
    pub order: Figure,
    /// How many sites are shown; all others stand in one row.
    pub limit: usize,
    /// The terminal's columns. Without, lines are as long as they like.
    pub width: Option<u16>,
    /// Whether escape sequences mark headings and notes.
    pub colour: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { order: Figure::Total, limit: 20, width: None, colour: false }
    }
}

/// Writes `profile` as text: its sums, and the sites with most of a figure.
/// Refuses an order that the profile does not know.
///
/// What the profile has from elsewhere is shown escaped: it cannot move the
/// cursor or colour the text.
pub fn render(
    profile: &Profile,
    options: Options,
    out: &mut impl Write,
) -> Result<(), Error> {
    let document = show::profile(profile, options.order, options.limit)?;
    Ok(Page { out, options }.document(&document)?)
}

/// Writes `diff` as text: the answer, the whole, and the sites that changed
/// most. Refuses an order that a side does not know.
pub fn render_diff(
    diff: &Diff<'_>,
    options: Options,
    out: &mut impl Write,
) -> Result<(), Error> {
    let document = show::diff(diff, options.order, options.limit)?;
    Ok(Page { out, options }.document(&document)?)
}

struct Page<'a, W> {
    out: &'a mut W,
    options: Options,
}

impl<W: Write> Page<'_, W> {
    fn document(&mut self, document: &Document) -> io::Result<()> {
        self.paragraph(BOLD, "", &document.heading)?;
        for (name, fact) in &document.facts {
            self.paragraph(DIM, "  ", &format!("{name}: {fact}"))?;
        }
        for (tone, text) in &document.told {
            self.paragraph(style(*tone), "  ", text)?;
        }
        for table in &document.tables {
            writeln!(self.out)?;
            self.paragraph(BOLD, "", &table.caption)?;
            self.table(table)?;
        }
        writeln!(self.out)?;
        for note in &document.notes {
            self.paragraph(DIM, "", note)?;
        }
        Ok(())
    }

    fn width(&self) -> usize {
        let wide = self.options.width.map(usize::from);
        wide.map_or(usize::MAX, |width| width.max(LEAST_WIDTH))
    }

    fn table(&mut self, table: &Table) -> io::Result<()> {
        let grid = Grid::of(table, self.width());
        let titles = table.columns.iter().map(|at| at.title.as_str());
        let head = grid.line(table, &titles.collect::<Vec<_>>());
        self.styled(DIM, &head)?;
        for row in &table.rows {
            self.row(table, &grid, row)?;
        }
        match grid.left_out(table) {
            Some(note) => self.paragraph(DIM, "  ", &note),
            None => Ok(()),
        }
    }

    fn row(&mut self, table: &Table, grid: &Grid, row: &Row) -> io::Result<()> {
        let cells: Vec<_> = row.cells.iter().map(String::as_str).collect();
        let line = grid.line(table, &cells);
        self.styled(if row.is_sum { BOLD } else { "" }, &line)?;
        match &row.below {
            Some(below) => {
                let room = self.width().saturating_sub(6).max(LEAST_CELL);
                let below = format!("      {}", elided(below, room));
                self.styled(DIM, &below)
            }
            None => Ok(()),
        }
    }

    fn paragraph(
        &mut self,
        style: &str,
        indent: &str,
        text: &str,
    ) -> io::Result<()> {
        let room = self.width().min(TEXT_WIDTH).saturating_sub(indent.len());
        for line in wrapped(text, room) {
            self.styled(style, &format!("{indent}{line}"))?;
        }
        Ok(())
    }

    fn styled(&mut self, style: &str, line: &str) -> io::Result<()> {
        let line = line.trim_end();
        match self.options.colour && !style.is_empty() {
            true => writeln!(self.out, "{style}{line}{PLAIN}"),
            false => writeln!(self.out, "{line}"),
        }
    }
}

fn style(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Bad => "\u{1b}[31m",
        Tone::Unsure => "\u{1b}[33m",
    }
}
