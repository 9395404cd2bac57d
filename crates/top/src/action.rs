//! What keys do.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What the user asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The process above.
    Up,
    /// The process below.
    Down,
    /// The process selected, by itself.
    Open,
    /// Back to the list.
    Back,
    /// Stop the process and look at it.
    Look,
    /// Read by the tracker, or from outside.
    Switch,
    /// The next order.
    Sort,
    /// Look, and mark that look.
    Mark,
    /// Keep the last look as a run.
    Save,
    /// Leave.
    Quit,
}

impl Action {
    /// All actions, in the order in which they are explained.
    pub const ALL: [Action; 10] = [
        Action::Up,
        Action::Down,
        Action::Open,
        Action::Back,
        Action::Look,
        Action::Switch,
        Action::Sort,
        Action::Mark,
        Action::Save,
        Action::Quit,
    ];

    /// The key, as it is shown.
    pub fn key(self) -> &'static str {
        match self {
            Action::Up => "↑",
            Action::Down => "↓",
            Action::Open => "enter",
            Action::Back => "esc",
            Action::Look => "s",
            Action::Switch => "t",
            Action::Sort => "o",
            Action::Mark => "m",
            Action::Save => "w",
            Action::Quit => "q",
        }
    }

    /// What it does, in a word or two.
    pub fn title(self) -> &'static str {
        match self {
            Action::Up => "up",
            Action::Down => "down",
            Action::Open => "one process",
            Action::Back => "all",
            Action::Look => "stop and look",
            Action::Switch => "tracker or outside",
            Action::Sort => "order",
            Action::Mark => "look and mark",
            Action::Save => "save",
            Action::Quit => "quit",
        }
    }

    /// What a key asks for, if anything.
    pub fn of(key: KeyEvent) -> Option<Action> {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            let is_interrupt = key.code == KeyCode::Char('c');
            return is_interrupt.then_some(Action::Quit);
        }
        Some(match key.code {
            KeyCode::Up | KeyCode::Char('k') => Action::Up,
            KeyCode::Down | KeyCode::Char('j') => Action::Down,
            KeyCode::Enter => Action::Open,
            KeyCode::Esc | KeyCode::Backspace => Action::Back,
            KeyCode::Char('s') => Action::Look,
            KeyCode::Char('t') => Action::Switch,
            KeyCode::Char('o') => Action::Sort,
            KeyCode::Char('m') => Action::Mark,
            KeyCode::Char('w') => Action::Save,
            KeyCode::Char('q') => Action::Quit,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_action_is_asked_for_by_the_key_that_is_shown() {
        for action in Action::ALL {
            let code = match action.key() {
                "↑" => KeyCode::Up,
                "↓" => KeyCode::Down,
                "enter" => KeyCode::Enter,
                "esc" => KeyCode::Esc,
                key => KeyCode::Char(key.chars().next().expect("a key")),
            };
            assert_eq!(Action::of(KeyEvent::from(code)), Some(action));
        }
    }

    #[test]
    fn an_interrupt_leaves() {
        let key = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(Action::of(key), Some(Action::Quit));
        assert_eq!(Action::of(KeyEvent::from(KeyCode::Char('c'))), None);
    }
}
