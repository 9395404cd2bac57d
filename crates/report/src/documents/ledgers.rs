//! The ledgers of each scenario, backend by backend.

use residue_present::{
    Block, Item, Level, List, Part, Section as Fold, Shape, Span, Tone,
    counted, elided,
};

use crate::reading::reading;
use crate::section::{Entry, Section};
use crate::table;
use residue_present::Unit;

/// Columns that the name of a scenario may take where nothing is folded.
const NAME_WIDTH: usize = 60;

/// A part for each of `sections`.
pub(super) fn all(sections: Vec<Section<'_>>, shape: Shape) -> Block<'_> {
    let sections = sections.into_iter().map(|section| of(section, shape));
    Block::Sections("scenario", sections.collect())
}

fn of(section: Section<'_>, shape: Shape) -> Fold<'_> {
    Fold::new(section.scenario, move || match shape {
        Shape::Page => page(&section),
        Shape::Comment => comment(&section),
    })
}

fn page<'a>(section: &Section<'_>) -> Part<'a> {
    let name = elided(section.scenario, NAME_WIDTH);
    let unit = section.unit();
    let entries = section.entries.iter();
    Part {
        title: title(section, name),
        blocks: entries.flat_map(|entry| in_full(entry, unit)).collect(),
    }
}

fn comment<'a>(section: &Section<'_>) -> Part<'a> {
    let unit = section.unit();
    let entries = section.entries.iter();
    Part {
        title: title(section, section.scenario.to_owned()),
        blocks: entries.flat_map(|entry| in_short(entry, unit)).collect(),
    }
}

fn title(section: &Section<'_>, name: String) -> Vec<Span> {
    let elements = counted(section.elements, "element");
    let mut title =
        vec![Span::Name(name), Span::Words(format!(", {elements}"))];
    if !section.remedy.is_empty() {
        title.push(Span::Words(", remedy ".to_owned()));
        title.push(Span::Name(section.remedy.to_owned()));
    }
    title
}

/// One backend: its ledger, what belongs to it, and what it says.
fn in_full<'a>(entry: &Entry<'_>, unit: Unit) -> Vec<Block<'a>> {
    let probe = entry.shown();
    let inset = |text| Block::inset(Tone::Plain, text);
    let mut blocks = vec![Block::Heading(Level::Label, entry.title())];
    blocks.extend(entry.failures().map(inset));
    if !probe.phases.is_empty() {
        let (table, notes) = table::of_probe(probe, unit);
        blocks.push(Block::Table(table));
        let note = |note| Block::inset(Tone::Faint, note);
        blocks.extend(notes.into_iter().map(note));
    }
    blocks.extend(warnings(entry).map(inset));
    // A probe that failed may have stopped short of what a reading speaks of.
    if probe.completed() {
        blocks.extend([Block::Gap, inset(reading(probe))]);
    }
    blocks
}

/// One backend where the readings stand elsewhere.
fn in_short<'a>(entry: &Entry<'_>, unit: Unit) -> Vec<Block<'a>> {
    let probe = entry.shown();
    let mut blocks = vec![Block::Heading(Level::Label, entry.title())];
    let mut remarks: Vec<_> = entry.failures().chain(warnings(entry)).collect();
    if !probe.phases.is_empty() {
        let (table, notes) = table::of_probe(probe, unit);
        blocks.push(Block::Table(table));
        remarks.extend(notes);
    }
    let remarks = remarks.into_iter().map(Item::plain);
    blocks.push(Block::List(List::of("remark", remarks)));
    blocks
}

fn warnings(entry: &Entry<'_>) -> impl Iterator<Item = String> {
    let warnings = entry.shown().warnings.iter();
    warnings.map(|warning| format!("Warning: {warning}"))
}
