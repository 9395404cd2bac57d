//! What the steps of scenarios take under each allocator.

use std::collections::BTreeSet;

use residue_present::{
    Block, Cell, Column, Document, Item, Level, List, Nanoseconds, Narrow, Row,
    Table, counted,
};

use crate::bench::{Bench, BenchCase, BenchRound, times};

/// A step that takes less is told by its clock more than by what it does.
const SHORTEST: u64 = 20_000;

/// How to read it.
const LEGEND: &str = "First the time of the allocator that the others are held \
    against; of these, how many times that they took in the same round, as the \
    median of all rounds, ± half of the distance between the quartiles. Each \
    round is a fresh process, untracked, and nobody looks at it; steps that only \
    wait are left out, and a step of less than 20 µs is too short to tell.";

/// The document of `bench`.
pub(crate) fn document(bench: &Bench) -> Document<'static> {
    let groups = bench.groups();
    let mut blocks: Vec<_> =
        groups.iter().flat_map(|group| of(group)).collect();
    if blocks.is_empty() {
        return Document::of([Block::text("Nothing was timed.")]);
    }
    let machine = &bench.environment;
    let machine = format!(
        "{}, {}, {} {}",
        machine.cpu.trim(),
        counted(machine.cores, "core"),
        machine.os,
        machine.kernel,
    );
    blocks.extend([Block::Gap, Block::note(LEGEND), Block::note(machine)]);
    Document::of(blocks)
}

/// The cases of one scenario, the base first.
fn of(group: &[&BenchCase]) -> Vec<Block<'static>> {
    let base = group[0];
    let heading = format!(
        "What the steps of {} take, {}, over {}",
        base.scenario,
        counted(base.elements, "element"),
        base.variant(),
    );
    vec![
        Block::Heading(Level::Document, heading),
        Block::Table(table(group)),
        Block::List(List::of("failure", failures(group))),
    ]
}

fn table(group: &[&BenchCase]) -> Table {
    let steps = steps(group);
    let columns = [("", 40)]
        .map(|(title, widest)| Column { widest, ..Column::text(title) });
    let names = steps.iter().map(|name| Column::number((*name).to_owned()));
    let rows = group.iter().enumerate().map(|(at, case)| {
        let named = steps.iter().map(|step| Some(*step));
        let cells = named.chain([None]).map(|step| match at {
            0 => time(case, step),
            _ => ratio(case, group[0], step),
        });
        Row::of([Cell::text(case.variant())].into_iter().chain(cells))
    });
    Table {
        rows: rows.collect(),
        columns: columns
            .into_iter()
            .chain(names)
            .chain([Column::number("in all")])
            .collect(),
        thing: "allocator",
        narrow: Narrow::Spread,
        ..Table::default()
    }
}

/// The steps of all cases, in the order in which they come.
fn steps<'a>(group: &[&'a BenchCase]) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    let rounds = group.iter().flat_map(|case| &case.rounds);
    let steps = rounds.flat_map(|round| match round {
        BenchRound::Steps(steps) => &steps[..],
        BenchRound::Failed(_) => &[],
    });
    steps.map(|step| &*step.name).filter(|name| seen.insert(*name)).collect()
}

fn time(case: &BenchCase, step: Option<&str>) -> Cell {
    let time = times(case, step).median();
    let time = time.map(|time| Nanoseconds(time).to_string());
    Cell::figure(time.unwrap_or_else(unknown))
}

fn ratio(case: &BenchCase, base: &BenchCase, step: Option<&str>) -> Cell {
    let base = times(base, step);
    let is_long = base.median().is_some_and(|time| time >= SHORTEST);
    let ratio = times(case, step).by(&base).filter(|_| is_long);
    let ratio =
        ratio.map(|of| format!("{:.2} ± {:.2}", of.median, of.spread()));
    Cell::figure(ratio.unwrap_or_else(unknown))
}

fn unknown() -> String {
    "-".to_owned()
}

/// Of each case the first failure, and how many there are.
fn failures(group: &[&BenchCase]) -> Vec<Item> {
    let failure = |case: &&BenchCase| {
        let failed = case.rounds.iter().filter_map(|round| match round {
            BenchRound::Failed(why) => Some(why),
            BenchRound::Steps(_) => None,
        });
        let failed: Vec<_> = failed.collect();
        let first = failed.first()?;
        let (failed, all) = (failed.len(), case.rounds.len());
        let variant = case.variant();
        Some(format!("{variant}: {failed} of {all} rounds failed: {first}"))
    };
    group.iter().filter_map(failure).map(Item::plain).collect()
}
