//! A document as text, for people at a terminal.

mod bar;
mod columns;
mod fit;
mod grid;
mod page;

use std::io::{self, Write};

use self::page::LineWriter;
use super::{Markup, TextStyle};
use crate::document::{Block, Document, Item, List, Section, Shape, Tone};
use crate::units::Count;

/// Text for a terminal: nothing in it moves the cursor or colours anything
/// but what this module does.
pub(super) struct Terminal;

impl Markup for Terminal {
    fn shape(&self) -> Shape {
        Shape::Page
    }

    fn write(
        &self,
        document: &Document<'_>,
        options: TextStyle,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let page = &mut LineWriter::new(options, out);
        document.blocks.iter().try_for_each(|block| write(block, page))?;
        match &document.last {
            Some(last) => section(last, page),
            None => Ok(()),
        }
    }
}

fn write(block: &Block<'_>, page: &mut LineWriter<'_>) -> io::Result<()> {
    match block {
        Block::Heading(_, text) => page.heading(text),
        Block::Text(text) => page.text(text.tone, text.is_inset, &text.text),
        Block::Gap => page.gap(),
        Block::Facts(facts) => write_facts(facts, page),
        Block::List(list) => write_list(list, page),
        Block::Code(lines) => {
            lines.iter().try_for_each(|line| page.text(Tone::Plain, true, line))
        }
        Block::Table(table) => {
            if !table.caption.is_empty() {
                page.heading(&table.caption)?;
            }
            grid::write(table, page)
        }
        Block::Sections(_, sections) => {
            sections.iter().try_for_each(|at| section(at, page))
        }
    }
}

fn section(section: &Section<'_>, page: &mut LineWriter<'_>) -> io::Result<()> {
    let part = section.part();
    page.heading(&part.heading())?;
    part.blocks.iter().try_for_each(|block| write(block, page))
}

/// Facts are set in below what they are of.
fn write_facts(
    facts: &[(&'static str, String)],
    page: &mut LineWriter<'_>,
) -> io::Result<()> {
    let is_inset = !page.is_empty();
    facts.iter().try_for_each(|(name, fact)| {
        page.text(Tone::Faint, is_inset, &format!("{name}: {fact}"))
    })
}

fn write_list(list: &List<'_>, page: &mut LineWriter<'_>) -> io::Result<()> {
    if let Some(heading) = list.heading.filter(|_| list.items().len() > 0) {
        page.heading(heading)?;
    }
    for item in list.items() {
        page.text(item.tone, true, &sentence(&item))?;
    }
    match list.more {
        0 => Ok(()),
        more => {
            let more = Count(more as u64);
            page.text(Tone::Faint, true, &format!("and {more} more"))
        }
    }
}

fn sentence(item: &Item) -> String {
    let Item { mark, of, text, .. } = item;
    match mark {
        Some(mark) if of.is_empty() => format!("{mark}: {text}"),
        Some(mark) => format!("{mark} {of}: {text}"),
        None => text.clone(),
    }
}
