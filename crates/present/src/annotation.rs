//! An annotation, as a workflow on GitHub prints it: a workflow command.

use std::io::{self, Write};

use crate::text::{counted, printable};

/// Annotations of one level that GitHub shows of one step; more are dropped.
const SHOWN: usize = 10;

/// Messages that one command gathers; more are only counted.
const GATHERED: usize = 30;

/// How much an annotation weighs.
#[derive(Clone, Copy)]
pub enum Weight {
    /// It fails.
    Error,
    /// It does not fail, but wants a look.
    Warning,
    /// It is only said.
    Notice,
}

/// An annotation. Its texts are as the files have them.
pub struct Annotation {
    /// How much it weighs.
    pub level: Weight,
    /// What it is of, in a few words.
    pub title: String,
    /// What it says; line feeds in it are kept.
    pub message: String,
}

impl Weight {
    fn name(self) -> &'static str {
        match self {
            Weight::Error => "error",
            Weight::Warning => "warning",
            Weight::Notice => "notice",
        }
    }
}

impl Annotation {
    /// Writes `all`, which are of one level: as many as GitHub shows, of which
    /// the last holds the rest.
    pub fn write_all(
        mut all: Vec<Annotation>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        if all.len() > SHOWN {
            let rest = all.split_off(SHOWN - 1);
            all.extend(Annotation::gathered(rest));
        }
        all.iter().try_for_each(|one| one.write(out))
    }

    fn gathered(of: Vec<Annotation>) -> Option<Annotation> {
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
        Some(Annotation { level, title, message: lines.join("\n") })
    }

    /// Writes the command; nothing in its texts ends it or begins another.
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
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
