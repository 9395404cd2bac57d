//! One process: its ledger now and over time, who is to blame, and its live
//! objects.

use super::{areas::Areas, ledger, sizes};
use crate::units::bytes;
use crate::{App, Look};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Style, Stylize};
use ratatui::text::{Line, Text};
use ratatui::widgets::{Block, Paragraph, Wrap};

/// Columns of the ledger's table, its frame, and the gaps between columns.
const LEDGER: u16 = 46;

pub(super) fn draw(app: &App, pid: u32, frame: &mut Frame<'_>, area: Rect) {
    let said = said(app);
    let width = usize::from(area.width.max(1));
    let height =
        said.lines.iter().map(|line| line.width().div_ceil(width).max(1));
    let height = u16::try_from(height.sum::<usize>()).unwrap_or(u16::MAX);
    let rows = [
        Constraint::Length(1),
        Constraint::Min(6),
        Constraint::Length(height.min(area.height / 3)),
    ];
    let [head, middle, foot] = Layout::vertical(rows).areas(area);
    if let Some(look) = &app.look {
        frame.render_widget(manner(look), head);
    }
    // Over the other where there is no room for both.
    frame.render_widget(title(app, pid), head);
    let columns = [Constraint::Length(LEDGER), Constraint::Min(0)];
    let [left, right] = Layout::horizontal(columns).areas(middle);
    let rows = [Constraint::Percentage(60), Constraint::Min(0)];
    let [upper, lower] = Layout::vertical(rows).areas(left);
    framed(frame, upper, "ledger", ledger::table(app));
    framed(frame, lower, "live objects", sizes::table(app));
    let peak = format!("resident, up to {}", bytes(app.history.peak()));
    framed(frame, right, &peak, Areas(&app.history));
    frame.render_widget(Paragraph::new(said).wrap(Wrap { trim: true }), foot);
}

fn framed(
    frame: &mut Frame<'_>,
    area: Rect,
    title: &str,
    content: impl ratatui::widgets::Widget,
) {
    let block = Block::bordered().title(title).border_style(Style::new().dim());
    let inner = block.inner(area);
    frame.render_widget(block, area);
    frame.render_widget(content, inner);
}

fn title(app: &App, pid: u32) -> Line<'static> {
    let name = &app.sums.name;
    Line::from(match &app.look {
        Some(look) => format!("{pid} {name}: {}", look.verdict),
        None => format!("{pid} {name}"),
    })
    .bold()
}

/// How the last look was had.
fn manner(look: &Look) -> Line<'static> {
    let how = if look.tracked { "by its tracker" } else { "from outside" };
    let stopped = match look.stopped_ns {
        0 => "not stopped".to_owned(),
        stopped => format!("stopped {:.1} ms", stopped as f64 / 1e6),
    };
    let text = format!("{}, {how}, {stopped}", look.allocator);
    Line::from(text).right_aligned()
}

/// What the last look said, or how to have one.
fn said(app: &App) -> Text<'static> {
    let Some(look) = &app.look else {
        return Text::from(
            "Sums of the kernel, which stop nothing. Press s to stop the \
             process for a moment and see who holds what.",
        );
    };
    let said = look.reading.iter().chain(&look.absent);
    Text::from_iter(said.map(|line| Line::from(line.clone())))
}
