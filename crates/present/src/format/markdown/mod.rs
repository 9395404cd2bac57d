//! A document as Markdown, for a comment on a pull request.
//!
//! What is written fits a comment on GitHub, whatever the input: where there
//! is too much, sections are left out from the last on, and a note says so.

mod budget;
mod escape;
mod grid;

use std::io::{self, Write};

use self::budget::{Budget, limited, share_of};
use self::escape::{fenced, html_code, short, strong, text};
use super::{Markup, TextStyle};
use crate::document::{
    Block, Document, Item, Level, List, Section, Shape, Span,
};
use crate::text::{counted, printable};

/// Markdown as GitHub reads it.
pub(super) struct Markdown;

impl Markup for Markdown {
    fn shape(&self) -> Shape {
        Shape::Comment
    }

    fn write(
        &self,
        document: &Document<'_>,
        _: TextStyle,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let last = document.last.as_ref().map(fold).unwrap_or_default();
        let mut budget = Budget::ending_with(last);
        for block in &document.blocks {
            match block {
                Block::Sections(thing, sections) => {
                    write_sections(sections, thing, &mut budget);
                }
                block => {
                    // The note of what is left out of a list has to fit as well.
                    let room = budget.room().saturating_sub(256);
                    budget.push(&written(block, room));
                }
            }
        }
        out.write_all(budget.finish().as_bytes())
    }
}

/// Adds sections up to the first that does not fit. From there on they are
/// left out, and a note names the first of them, and how many there are.
fn write_sections(sections: &[Section<'_>], thing: &str, budget: &mut Budget) {
    for (index, section) in sections.iter().enumerate() {
        if !budget.push(&fold(section)) {
            let left = counted((sections.len() - index) as u64, thing);
            return budget.leave_out(&left, &short(&section.name));
        }
    }
}

/// A section, to be shown when asked for.
fn fold(section: &Section<'_>) -> String {
    let part = section.part();
    let title = part.title.iter().map(|span| match span {
        Span::Name(name) => html_code(name),
        Span::Words(words) => words.clone(),
    });
    let title: String = title.collect();
    let mut body = String::new();
    for block in part.blocks {
        let room = match block {
            // A table is whole, or its section is left out.
            Block::Table(_) => usize::MAX,
            _ => budget::LIMIT,
        };
        append(&mut body, &written(&block, room));
    }
    format!("<details>\n<summary>{title}</summary>\n\n{body}\n</details>\n")
}

/// Adds `block` to `text`, apart from what is there.
fn append(text: &mut String, block: &str) {
    if !text.is_empty() && !block.is_empty() {
        text.push('\n');
    }
    text.push_str(block);
}

/// A block that is not of sections; of its rows or items those that take at
/// most `room` bytes.
fn written(block: &Block<'_>, room: usize) -> String {
    match block {
        Block::Gap => String::new(),
        Block::Heading(level, heading) => match level {
            Level::Document => format!("### {}\n", text(heading)),
            Level::Part => format!("#### {}\n", text(heading)),
            Level::Label => format!("{}\n", strong(heading)),
        },
        Block::Text(paragraph) => text(&paragraph.text) + "\n",
        Block::Facts(facts) => facts
            .iter()
            .map(|(name, fact)| format!("- {name}: {}\n", text(fact)))
            .collect(),
        Block::List(list) => written_list(list, room),
        Block::Code(lines) => {
            let lines = lines.iter().map(|line| printable(line) + "\n");
            fenced(&limited(lines, share_of(room, 0), "line"))
        }
        Block::Table(table) => grid::written(table, room),
        Block::Sections(_, sections) => {
            let mut text = String::new();
            sections.iter().for_each(|at| append(&mut text, &fold(at)));
            text
        }
    }
}

fn written_list(list: &List<'_>, room: usize) -> String {
    let mut written = String::new();
    let items = list.items();
    if items.len() > 0 {
        if let Some(heading) = list.heading {
            written = format!("#### {}\n\n", text(heading));
        }
        let room = share_of(room, written.len());
        let items = items.map(|at| item(&at));
        written.push_str(&limited(items, room, list.thing));
    }
    if list.more > 0 {
        let more = counted(list.more as u64, list.thing);
        written.push_str(&format!("\nAnd {more} more.\n"));
    }
    written
}

fn item(item: &Item) -> String {
    let said = text(&item.text);
    match &item.mark {
        Some(mark) if item.of.is_empty() => {
            format!("- {}: {said}\n", strong(mark))
        }
        Some(mark) => {
            format!("- {} {}: {said}\n", strong(mark), text(&item.of))
        }
        None => format!("- {said}\n"),
    }
}
