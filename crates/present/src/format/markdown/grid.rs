//! A table in Markdown.

use super::budget::{limited, share_of};
use super::escape::text;
use crate::document::{Cell, Row, Table};

/// `table`, or as many of its rows as take at most `room` bytes. A column
/// without anything is left out: GitHub would give it room.
pub(super) fn written(table: &Table, room: usize) -> String {
    let shown = shown(table);
    let mut written = match table.caption.is_empty() {
        true => String::new(),
        false => format!("#### {}\n\n", text(&table.caption)),
    };
    written.push_str(&header(table, &shown));
    let room = share_of(room, written.len());
    let rows = table.rows.iter().map(|row| body(table, row, &shown));
    written.push_str(&limited(rows, room, table.thing));
    written
}

/// The columns that have a title or a cell.
fn shown(table: &Table) -> Vec<usize> {
    let has_cell = |at: usize| {
        let mut cells = table.rows.iter().filter_map(|row| row.cells.get(at));
        cells.any(|cell| !cell.text.is_empty())
    };
    let columns = table.columns.iter().enumerate();
    columns
        .filter(|&(at, column)| !column.title.is_empty() || has_cell(at))
        .map(|(at, _)| at)
        .collect()
}

fn header(table: &Table, shown: &[usize]) -> String {
    let columns = || shown.iter().map(|&at| &table.columns[at]);
    let group = table.group.map(text);
    let rule = group.as_ref().map(|_| "---");
    let titles = columns().map(|column| text(&column.title));
    let rules = columns().map(|column| match column.is_number {
        true => "---:",
        false => "---",
    });
    line(group.into_iter().chain(titles)) + &line(rule.into_iter().chain(rules))
}

/// Groups have a column of their own. A sum is strong, because no rule can
/// be drawn above it.
fn body(table: &Table, row: &Row, shown: &[usize]) -> String {
    let group = row.group.as_deref().map(text).unwrap_or_default();
    let group = table.group.map(|_| group);
    let mut cells: Vec<_> = shown
        .iter()
        .map(|&at| match row.cells.get(at) {
            Some(cell) => set(cell, row.is_sum),
            None => String::new(),
        })
        .collect();
    if let Some(last) = cells.last_mut() {
        for below in &row.below {
            last.push_str("<br>");
            last.push_str(&text(below));
        }
    }
    line(group.into_iter().chain(cells))
}

fn set(cell: &Cell, is_sum: bool) -> String {
    let text = match cell.is_figure {
        true => cell.text.to_string(),
        false => text(&cell.text),
    };
    match (cell.is_strong || is_sum) && !text.is_empty() {
        true => format!("**{text}**"),
        false => text,
    }
}

fn line<C: AsRef<str>>(cells: impl IntoIterator<Item = C>) -> String {
    let mut line = "|".to_owned();
    for cell in cells {
        line.push(' ');
        line.push_str(cell.as_ref());
        line.push_str(" |");
    }
    line.push('\n');
    line
}
