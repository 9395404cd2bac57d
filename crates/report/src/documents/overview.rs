//! Who holds what after the peak: a table, and in words.

use std::collections::BTreeMap;
use std::rc::Rc;

use residue_present::{
    Block, Cell, Column, Item, Level, List, Narrow, Row, Section as Fold, Table,
};

use crate::reading::reading;
use crate::run::Probe;
use crate::section::{Entry, Section};
use crate::table::{HOLDERS, Overview, OverviewLine, holder_title};

/// Readings up to here are shown without being asked for.
const FEW: usize = 4;

/// What a narrow page does without first, as indices of columns: the phase,
/// what was given back, and what others hold.
const WITHOUT: [&[usize]; 3] = [&[2], &[2, 9], &[2, 7, 9]];

/// One table that fits a screen, and where the rest is.
pub(super) fn screen<'a>(sections: &[Section<'a>]) -> Vec<Block<'a>> {
    let mut overview = Overview::of(sections);
    let unit = overview.unit.name();
    let heading = format!("Who holds what after the peak, in {unit}");
    let mut blocks = vec![Block::Heading(Level::Document, heading)];
    // A profiler's heap compares with nothing, and has no line here.
    let all = overview.lines.len();
    overview.lines.retain(|line| !line.is_profiler);
    blocks.push(Block::Table(table(&overview)));
    blocks.push(Block::List(remarks(&overview)));
    let mut note = "The ledger of each phase: --full, or one scenario with \
                    --scenario NAME."
        .to_owned();
    if overview.lines.len() < all {
        note.push_str(" A profiler's heap has no line here.");
    }
    blocks.extend([Block::Gap, Block::note(note)]);
    blocks
}

/// The table, and in words what it shows.
pub(super) fn comment<'a>(sections: &[Section<'a>]) -> Vec<Block<'a>> {
    let overview = Overview::of(sections);
    let unit = overview.unit.name();
    let heading = "Who holds what after the peak";
    vec![
        Block::Heading(Level::Document, heading.to_owned()),
        Block::text(format!(
            "In {unit}; the largest holder besides the payload is bold."
        )),
        Block::Table(table(&overview)),
        Block::List(remarks(&overview)),
        readings(sections),
    ]
}

fn table(overview: &Overview<'_>) -> Table {
    let mut before = "";
    let rows = overview.lines.iter().map(|line| {
        let is_first = before != line.scenario;
        before = &line.scenario;
        Row::of(cells(line, is_first))
    });
    let held = HOLDERS.map(|group| Column::number(holder_title(group)));
    let is_set = |line: &OverviewLine<'_>| line.backend.contains(' ');
    let backend = if overview.lines.iter().any(is_set) { 36 } else { 12 };
    let is_told = |line: &OverviewLine<'_>| line.scenario.contains(", ");
    let scenario = if overview.lines.iter().any(is_told) { 36 } else { 24 };
    let labels = [("scenario", scenario), ("backend", backend), ("phase", 12)];
    let labels =
        labels.map(|(title, widest)| Column { widest, ..Column::text(title) });
    let columns = labels.into_iter().chain([Column::number("resident")]);
    Table {
        rows: rows.collect(),
        columns: columns
            .chain(held)
            .chain([Column::text("given back")])
            .collect(),
        thing: "probe",
        without: WITHOUT.map(<[usize]>::to_vec).to_vec(),
        narrow: Narrow::Cut,
        ..Table::default()
    }
}

fn cells(line: &OverviewLine<'_>, is_first: bool) -> Vec<Cell> {
    let scenario = if is_first { line.scenario.clone() } else { String::new() };
    let labels = [scenario, line.backend.clone(), line.phase.to_owned()];
    let held = line.held.iter().enumerate().map(|(index, held)| Cell {
        is_strong: line.most == Some(index),
        ..Cell::figure(held.clone())
    });
    let back = line.given_back.iter();
    let back = back.map(|(step, bytes)| format!("{step} {bytes}"));
    let back = back.collect::<Vec<_>>().join(", ");
    let resident = Cell::figure(line.resident.clone());
    let labels = labels.into_iter().map(Cell::text);
    labels.chain([resident]).chain(held).chain([Cell::text(back)]).collect()
}

/// Why something is missing, those of one reason together.
fn remarks<'a>(overview: &Overview<'_>) -> List<'a> {
    let mut lines: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for line in &overview.lines {
        for remark in &line.remarks {
            let probe = format!("{} on {}", line.scenario, line.backend);
            lines.entry(remark).or_default().push(probe);
        }
    }
    let item = |(remark, probes): (&str, Vec<String>)| {
        Item::plain(format!("{remark} ({})", probes.join(", ")))
    };
    List::of("remark", lines.into_iter().map(item))
}

fn readings<'a>(sections: &[Section<'a>]) -> Block<'a> {
    let completed = sections.iter().flat_map(|section| {
        let entries = section.entries.iter();
        let probes = entries.map(Entry::shown);
        let completed = probes.filter(|probe| probe.completed());
        completed.map(|probe| (section.scenario, probe))
    });
    let completed: Rc<[_]> = completed.collect();
    match completed.len() <= FEW {
        true => said(completed),
        false => {
            let title = "The same in words";
            let list = move || vec![said(Rc::clone(&completed))];
            Block::Sections("list", vec![Fold::named(title, list)])
        }
    }
}

/// What each of `probes`, which stand beside their scenarios, says in words.
fn said<'a>(probes: Rc<[(&'a str, &'a Probe)]>) -> Block<'a> {
    Block::List(List::each("reading", probes.len(), move |at| {
        let (scenario, probe) = probes[at];
        Item {
            mark: Some(scenario.to_owned()),
            of: format!("on {}", probe.variant()),
            ..Item::plain(reading(probe))
        }
    }))
}
