//! The rows of the last look, each with its share of the whole.

use crate::theme::colour;
use crate::units::{bytes, change};
use crate::{App, Band, Look, Stack};
use ratatui::layout::Constraint;
use ratatui::style::Stylize;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Cell, Row, Table};

/// What the process has resident: rows after a look, sums before.
pub(super) fn table(app: &App) -> Table<'static> {
    let stack =
        app.look.as_ref().map_or_else(|| Stack::from(&app.sums), Stack::from);
    let before = app.look_before.as_ref();
    let whole = stack.sum();
    let rows = stack.0.iter().map(|&(band, part)| {
        let moved = before.map(|before| part as i64 - bytes_of(before, band));
        row(band, part, moved.unwrap_or(0), whole)
    });
    let total = Row::new([
        Cell::from(""),
        Cell::from("resident"),
        right(bytes(whole)),
        Cell::from(""),
        Cell::from(""),
    ]);
    let widths = [1, 13, 10, 11, 5].map(Constraint::Length);
    Table::new(rows.chain([total.bold()]), widths)
}

fn row(band: Band, part: u64, moved: i64, whole: u64) -> Row<'static> {
    let percent = (u128::from(part) * 100).checked_div(u128::from(whole));
    let percent = percent.map_or(String::new(), |share| format!("{share} %"));
    Row::new([
        Cell::from(Span::from("█").fg(colour(band))),
        Cell::from(band.title()),
        right(bytes(part)),
        right(change(moved)),
        right(percent),
    ])
}

fn bytes_of(look: &Look, band: Band) -> i64 {
    let stack = Stack::from(look);
    let found = stack.0.iter().find(|&&(of, _)| of == band);
    found.map_or(0, |&(_, bytes)| bytes as i64)
}

fn right(text: String) -> Cell<'static> {
    Cell::from(Line::from(text).right_aligned())
}
