//! A workflow command, by GitHub's rules.

use std::io::{self, Write};

use crate::text::{counted, printable};

/// Messages that one command gathers; more are only counted.
const GATHERED: usize = 30;

/// How much an annotation weighs.
#[derive(Clone, Copy)]
pub(super) enum Level {
    Error,
    Warning,
    Notice,
}

/// An annotation. Its texts are as the files have them.
pub(super) struct Command {
    pub(super) level: Level,
    pub(super) title: String,
    /// Line feeds in it are kept.
    pub(super) message: String,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Notice => "notice",
        }
    }
}

impl Command {
    /// Several commands of one level in one.
    pub(super) fn gathered(of: Vec<Command>) -> Option<Command> {
        let level = of.first()?.level;
        let title = format!("{} more", counted(of.len() as u64, level.name()));
        let mut lines: Vec<_> = of
            .iter()
            .take(GATHERED)
            .map(|one| printable(&format!("{}: {}", one.title, one.message)))
            .collect();
        if of.len() > GATHERED {
            lines.push(format!("and {} more", of.len() - GATHERED));
        }
        Some(Command { level, title, message: lines.join("\n") })
    }

    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let (level, title) = (self.level.name(), property(&self.title));
        writeln!(out, "::{level} title={title}::{}", data(&self.message))
    }
}

/// `text` as the message of a command: nothing in it ends the line but what
/// was a line feed, which GitHub shows as one.
fn data(text: &str) -> String {
    let lines = text.split('\n').map(|line| percent_escaped(line, &['%']));
    lines.collect::<Vec<_>>().join("%0A")
}

/// `text` as the value of a property, where colons and commas end it.
fn property(text: &str) -> String {
    percent_escaped(text, &['%', ':', ','])
}

fn percent_escaped(text: &str, special: &[char]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in printable(text).chars() {
        match special.contains(&character) {
            true => escaped.push_str(&format!("%{:02X}", character as u32)),
            false => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_a_command_or_begins_another() {
        assert_eq!(
            data("a: b, 2 %\r\n::error::x"),
            "a: b, 2 %25\\r%0A::error::x"
        );
        assert_eq!(property("a: b, 2 %\n"), "a%3A b%2C 2 %25\\n");
    }
}
