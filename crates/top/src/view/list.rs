//! All processes, each with a bar of what it has resident.

use crate::theme::colour;
use crate::units::{bytes, change};
use crate::{App, Band, ProcessSums, Stack};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Style, Stylize};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Cell, Row, Table, TableState};

/// Columns of all but the bar and the gaps between columns.
const FIXED: [u16; 4] = [8, 20, 11, 11];

pub(super) fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let rows = [Constraint::Length(1), Constraint::Min(0)];
    let [head, body] = Layout::vertical(rows).areas(area);
    frame.render_widget(title(app), head);
    let bar = body.width.saturating_sub(FIXED.iter().sum::<u16>() + 4);
    let most = app.processes.iter().map(ProcessSums::resident).max();
    let rows = app.processes.iter().map(|process| {
        Row::new([
            Cell::from(Line::from(process.pid.to_string()).right_aligned()),
            Cell::from(printable(&process.name)),
            Cell::from(Line::from(bytes(process.resident())).right_aligned()),
            Cell::from(Line::from(change(app.growth(process))).right_aligned()),
            Cell::from(stacked(process, most.unwrap_or(0), bar)),
        ])
    });
    let widths = FIXED.map(Constraint::Length).into_iter();
    let table = Table::new(rows, widths.chain([Constraint::Min(0)]))
        .header(
            Row::new([
                Cell::from(Line::from("pid").right_aligned()),
                Cell::from("process"),
                Cell::from(Line::from("resident").right_aligned()),
                Cell::from(Line::from("change").right_aligned()),
                Cell::from(legend()),
            ])
            .bold(),
        )
        .row_highlight_style(Style::new().reversed());
    let mut state = TableState::new().with_selected(app.selected);
    frame.render_stateful_widget(table, body, &mut state);
}

fn title(app: &App) -> Line<'static> {
    let sum = app.processes.iter().map(ProcessSums::resident).sum();
    Line::from(format!(
        "residue top: {} processes, {} resident, by {}",
        app.processes.len(),
        bytes(sum),
        app.order.name(),
    ))
}

fn legend() -> Line<'static> {
    let bands = [Band::Anonymous, Band::File, Band::Shared];
    Line::from_iter(bands.into_iter().flat_map(|band| {
        [
            Span::from("█").fg(colour(band)),
            Span::from(format!("{} ", band.title())),
        ]
    }))
}

/// A bar as long as the process is large beside the largest.
fn stacked(process: &ProcessSums, most: u64, width: u16) -> Line<'static> {
    let (mut sum, mut drawn) = (0, 0);
    Line::from_iter(Stack::from(process).0.into_iter().map(|(band, bytes)| {
        sum += bytes;
        let end = cells(sum, most, width);
        let part = "█".repeat(usize::from(end - drawn));
        drawn = end;
        Span::from(part).fg(colour(band))
    }))
}

/// How many of `width` cells stand for `part` of `whole`.
fn cells(part: u64, whole: u64, width: u16) -> u16 {
    let cells = u128::from(part) * u128::from(width);
    let cells = cells.checked_div(u128::from(whole)).unwrap_or(0);
    u16::try_from(cells).unwrap_or(width).min(width)
}

/// A process names itself: nothing of it may move the cursor.
fn printable(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}
