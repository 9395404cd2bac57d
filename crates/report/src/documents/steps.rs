//! Programs of several languages beside each other, step by step.

use residue_present::{
    Block, Cell, Column, Count, Item, Level, List, Narrow, Row, Table,
};

use crate::run::Probe;
use crate::section::Section;
use crate::steps::{Figure, Steps, named};

/// How to read it.
const LEGEND: &str = "Heap: what the program itself counts as allocated (in Go \
    MemStats.Alloc), where it tells; else live bytes, where it is tracked; else \
    what its allocator set aside. Slots: elements that the table has room for, \
    by its runtime or by the bytes of it.";

/// The phases between which a container is emptied.
const EMPTIED: [&str; 2] = ["filled", "drained"];

/// A table of all of `sections`, if some program in them tells its own heap.
pub(crate) fn blocks<'a>(sections: &[Section<'_>]) -> Vec<Block<'a>> {
    let Some(steps) = Steps::of(sections) else { return Vec::new() };
    let heading =
        format!("Step by step, heap and resident in {}", steps.unit.name());
    let why = why(&steps).into_iter().map(Item::plain);
    vec![
        Block::Heading(Level::Document, heading),
        Block::Table(table(&steps)),
        Block::List(List::of("table", why)),
        Block::Gap,
        Block::note(LEGEND),
    ]
}

fn table(steps: &Steps<'_>) -> Table {
    let labels = [("scenario", 24), ("on", 24), ("", 8)];
    let labels =
        labels.map(|(title, widest)| Column { widest, ..Column::text(title) });
    let phases = steps.phases.iter();
    let phases = phases.map(|name| Column::number((*name).to_owned()));
    let rows = steps.probes.iter().flat_map(|probe| rows(steps, probe));
    Table {
        columns: labels.into_iter().chain(phases).collect(),
        rows: rows.collect(),
        thing: "line",
        narrow: Narrow::Spread,
        ..Table::default()
    }
}

/// A line for each figure that is known anywhere.
fn rows(steps: &Steps<'_>, probe: &Probe) -> Vec<Row> {
    let is_known = |figure: &Figure| {
        probe.phases.iter().any(|phase| figure.of(probe, phase).is_some())
    };
    let mut labels = [probe.scenario.clone(), probe.variant()];
    let known = Figure::ALL.into_iter().filter(is_known);
    let row = |figure: Figure| {
        let of = std::mem::take(&mut labels).map(Cell::text);
        let cells =
            steps.phases.iter().map(|name| cell(steps, probe, figure, name));
        let figure = [Cell::text(figure.name())];
        Row::of(of.into_iter().chain(figure).chain(cells))
    };
    known.map(row).collect()
}

/// Empty where the program has no such phase.
fn cell(steps: &Steps<'_>, probe: &Probe, figure: Figure, name: &str) -> Cell {
    let Some(phase) = named(probe, name) else { return Cell::text("") };
    Cell::figure(match (figure.of(probe, phase), figure) {
        (None, _) => "-".to_owned(),
        (Some(slots), Figure::Slots) => Count(slots).to_string(),
        (Some(bytes), _) => steps.unit.figure(bytes),
    })
}

/// What became of the slots when containers were emptied: a sentence for each
/// number of them.
fn why(steps: &Steps<'_>) -> Vec<String> {
    let mut kept: Vec<(u64, Vec<String>)> = Vec::new();
    for probe in &steps.probes {
        let slots = |name| Figure::Slots.of(probe, named(probe, name)?);
        let [Some(before), Some(after)] = EMPTIED.map(slots) else { continue };
        if before != after || after == 0 {
            continue;
        }
        let name = format!("{} on {}", probe.scenario, probe.variant());
        match kept.iter_mut().find(|(slots, _)| *slots == after) {
            Some((_, names)) => names.push(name),
            None => kept.push((after, vec![name])),
        }
    }
    let sentence = |(slots, names): &(u64, Vec<String>)| {
        let slots = Count(*slots);
        format!(
            "No table shrank as it was emptied: {slots} slots before and \
             after in {}.",
            names.join(", ")
        )
    };
    kept.iter().map(sentence).collect()
}
