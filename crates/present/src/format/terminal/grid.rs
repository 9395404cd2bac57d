//! A table set in columns, as wide as the page allows.

use std::borrow::Cow;
use std::io;

use super::bar;
use super::columns::{Columns, GAP, width};
use super::fit::{self, Fit, LEAST_CELL};
use super::page::{BOLD, LineWriter};
use crate::document::{Cell, Narrow, Row, Table, Tone};
use crate::text::{elided, elided_within, harmless};

/// Writes `table`, or as much of it as fits.
pub(super) fn write(
    table: &Table,
    page: &mut LineWriter<'_>,
) -> io::Result<()> {
    let widths = fit::widths(table);
    let parts = match Fit::of(table, &widths, page.width()) {
        Fit::Columns(shown) => vec![shown],
        Fit::Parts(parts) => parts,
        Fit::Sentences => return write_sentences(table, page),
    };
    for (index, shown) in parts.into_iter().enumerate() {
        if index > 0 {
            page.gap()?;
        }
        let grid = Grid::of(table, &widths, shown, page.width());
        grid.write(page)?;
    }
    Ok(())
}

/// The columns of a table that are shown.
struct Grid<'a> {
    table: &'a Table,
    shown: Vec<usize>,
    columns: Columns,
    /// How wide the page is.
    page: usize,
    /// What the longest bar stands for; 0 without bars.
    most: u64,
}

impl<'a> Grid<'a> {
    fn of(
        table: &'a Table,
        widths: &[usize],
        shown: Vec<usize>,
        page: usize,
    ) -> Grid<'a> {
        let place = |&at: &usize| (widths[at], table.columns[at].is_number);
        let columns = Columns::new(shown.iter().map(place));
        let has_bars = columns.width() + GAP + bar::WIDTH <= page;
        let bars = table.rows.iter().map(|row| row.bar);
        let most = if has_bars { bars.max().unwrap_or(0) } else { 0 };
        Grid { table, shown, columns, page, most }
    }

    /// Writes the titles faint, and a rule above a sum.
    fn write(&self, page: &mut LineWriter<'_>) -> io::Result<()> {
        let titles = self.table.columns.iter();
        let titles = titles.map(|at| Cell::text(at.title.clone()));
        let titles = Row::of(titles);
        let faint = Tone::Faint.style();
        let line = self.line(&titles, page);
        page.line(faint, &line)?;
        for row in &self.table.rows {
            write_group(row, page)?;
            if row.cells.len() < self.table.columns.len() {
                continue;
            }
            if row.is_sum {
                page.line(faint, &self.columns.rule(self.page))?;
            }
            let line = self.line(row, page);
            page.line("", &line)?;
            if let Some(text) = self.below(row) {
                let link = row.cells.last().and_then(|at| at.link.as_deref());
                let text = page.linked(link, text.into());
                page.line("", &format!("    {text}"))?;
            }
            for below in &row.below {
                let room = self.page.saturating_sub(6).max(LEAST_CELL);
                page.line(faint, &format!("      {}", elided(below, room)))?;
            }
        }
        match self.left_out() {
            Some(note) => page.text(Tone::Faint, true, &note),
            None => Ok(()),
        }
    }

    fn line(&self, row: &Row, page: &LineWriter<'_>) -> String {
        let mut line = String::with_capacity(self.columns.width());
        for (index, &at) in self.shown.iter().enumerate() {
            let cell = &row.cells[at];
            let mut text = self.cell(cell, at, index);
            let mut taken = width(&text);
            let is_last = index + 1 == self.shown.len();
            let style = match (is_last, cell.is_strong) {
                (true, _) if row.tone != Tone::Plain => row.tone.style(),
                (_, true) => BOLD,
                _ => "",
            };
            if is_last && self.most > 0 && row.bar > 0 {
                text = Cow::Owned(self.with_bar(&text, taken, row.bar));
                taken = width(&text);
            }
            if at == 0 && self.table.group.is_some() {
                text = Cow::Owned(format!("  {text}"));
                taken += GAP;
            }
            let text = page.styled(style, &text);
            let text = page.linked(cell.link.as_deref(), text);
            self.columns.push(&mut line, index, &text, taken);
        }
        line
    }

    /// The last cell of a row that has no room in the row's line, where it is
    /// told whole: with an ellipsis in its middle only if no line could hold
    /// it.
    fn below(&self, row: &Row) -> Option<String> {
        let cell = row.cells.last()?;
        let index = self.shown.len().checked_sub(1)?;
        let text = harmless(&cell.text);
        let has_room = width(&text) <= self.room(self.columns.start(index));
        let is_told = matches!(self.table.narrow, Narrow::Below) && !has_room;
        let room = self.page.saturating_sub(4).max(LEAST_CELL);
        is_told.then(|| elided_within(&text, room))
    }

    /// Columns that are left for the last cell, behind `taken` others.
    fn room(&self, taken: usize) -> usize {
        self.page.saturating_sub(taken + GAP).max(LEAST_CELL)
    }

    /// What stands in a cell of the column `at`, which is shown at `index`.
    fn cell<'c>(
        &self,
        cell: &'c Cell,
        at: usize,
        index: usize,
    ) -> Cow<'c, str> {
        if cell.is_figure {
            return Cow::Borrowed(&cell.text);
        }
        let is_last = at + 1 == self.table.columns.len();
        let room = match (self.table.narrow, is_last) {
            (Narrow::Cut | Narrow::Below, true) => {
                self.room(self.columns.start(index))
            }
            _ => self.table.columns[at].widest,
        };
        match harmless(&cell.text) {
            text if width(&text) <= room => text,
            // It stands below the line.
            _ if is_last && matches!(self.table.narrow, Narrow::Below) => {
                Cow::Borrowed("")
            }
            text => Cow::Owned(elided(&text, room)),
        }
    }

    fn with_bar(&self, text: &str, taken: usize, bar: u64) -> String {
        let last = self.shown.len() - 1;
        let room = self.columns.width_of(last).saturating_sub(taken);
        format!("{text}{:room$}{:GAP$}{}", "", "", bar::bar(bar, self.most))
    }

    /// Which columns have no room, in words, where that is to be said.
    fn left_out(&self) -> Option<String> {
        if !matches!(self.table.narrow, Narrow::Cut | Narrow::Below) {
            return None;
        }
        let all = self.table.columns.iter().enumerate();
        let out = all.filter(|(at, _)| !self.shown.contains(at));
        let titles: Vec<_> = out.map(|(_, column)| &*column.title).collect();
        let titles = titles.join(", ");
        (!titles.is_empty()).then(|| format!("no room for: {titles}"))
    }
}

fn write_group(row: &Row, page: &mut LineWriter<'_>) -> io::Result<()> {
    let Some(group) = &row.group else { return Ok(()) };
    match &row.cells[..] {
        [why] => {
            page.text(Tone::Plain, true, &format!("{group} ({})", why.text))
        }
        _ => page.text(Tone::Plain, true, group),
    }
}

fn write_sentences(table: &Table, page: &mut LineWriter<'_>) -> io::Result<()> {
    let Narrow::Sentences(sentence) = table.narrow else { return Ok(()) };
    for row in &table.rows {
        write_group(row, page)?;
        if row.cells.len() == table.columns.len() {
            page.paragraph(row.tone.style(), "    ", &sentence(&row.cells))?;
        }
    }
    Ok(())
}
