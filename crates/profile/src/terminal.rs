//! A profile, or a comparison, for people at a terminal.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::diff::Diff;
use crate::error::Error;
use crate::model::{Figure, Profile};
use crate::show::{self, Document, Row, Table, Tone};
use crate::text::{elided, wrapped};

/// Columns of text if the terminal does not say how many it has, and at most.
const TEXT_WIDTH: usize = 100;

/// Fewer columns than these are not honoured: nothing could be shown.
const LEAST_WIDTH: usize = 20;

/// Columns that the last cell of a row keeps, however narrow the terminal.
const LEAST_CELL: usize = 16;

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
        let widths: Vec<_> = (0..table.columns.len())
            .map(|at| {
                let cells = table.rows.iter().map(|row| row.cells[at].width());
                let title = table.columns[at].title.width();
                cells.max().unwrap_or(0).max(title)
            })
            .collect();
        let titles = table.columns.iter().map(|at| at.title.as_str());
        let head = self.line(table, &widths, titles);
        self.styled(DIM, &head)?;
        for row in &table.rows {
            self.row(table, &widths, row)?;
        }
        Ok(())
    }

    fn row(
        &mut self,
        table: &Table,
        widths: &[usize],
        row: &Row,
    ) -> io::Result<()> {
        let cells = row.cells.iter().map(String::as_str);
        let line = self.line(table, widths, cells);
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

    /// One line of cells; the last is cut where the terminal ends.
    fn line<'c>(
        &self,
        table: &Table,
        widths: &[usize],
        cells: impl Iterator<Item = &'c str>,
    ) -> String {
        let mut line = String::new();
        let last = widths.len() - 1;
        for (at, cell) in cells.enumerate() {
            line.push_str("  ");
            let blank = widths[at].saturating_sub(cell.width());
            let blank = " ".repeat(blank);
            match (table.columns[at].is_number, at == last) {
                (true, _) => line.extend([blank.as_str(), cell]),
                (false, true) => {
                    let room = self.width().saturating_sub(line.width());
                    line.push_str(&elided(cell, room.max(LEAST_CELL)));
                }
                (false, false) => line.extend([cell, blank.as_str()]),
            }
        }
        line
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
