//! What is drawn: pure functions of the [`App`].

mod areas;
mod ledger;
mod list;
mod one;
mod sizes;

use crate::{Action, App, Screen};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Modifier, Style, Stylize};
use ratatui::text::{Line, Span};

/// Draws the screen that `app` is at.
pub fn draw(app: &App, frame: &mut Frame<'_>) {
    let rows = [Constraint::Min(0), Constraint::Length(1)];
    let [body, foot] = Layout::vertical(rows).areas(frame.area());
    match app.screen {
        Screen::List => list::draw(app, frame, body),
        Screen::One(pid) => one::draw(app, pid, frame, body),
    }
    let line = match &app.message {
        Some(message) => Line::from(message.as_str()).bold(),
        None => keys(app.screen),
    };
    frame.render_widget(line, foot);
}

/// The keys that do something on a screen.
fn keys(screen: Screen) -> Line<'static> {
    let useful = |action: &Action| match screen {
        Screen::List => matches!(
            action,
            Action::Up
                | Action::Down
                | Action::Open
                | Action::Sort
                | Action::Quit
        ),
        Screen::One(_) => !matches!(
            action,
            Action::Up | Action::Down | Action::Open | Action::Sort
        ),
    };
    let keys = Action::ALL.into_iter().filter(useful).flat_map(|action| {
        let key = Style::new().add_modifier(Modifier::REVERSED);
        [
            Span::styled(action.key(), key),
            Span::raw(format!(" {}  ", action.title())),
        ]
    });
    Line::from_iter(keys)
}
