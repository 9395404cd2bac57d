//! What would each remedy give back here, and what does it cost? A table for
//! each scenario whose probes tried all of them, or one alone.

use std::collections::BTreeMap;

use residue_present::{
    Block, Bytes, Cell, Column, Level, Nanoseconds, Row, Table, Unit, counted,
};

use crate::descent::{Descent, DescentKind, Fallen, Step};
use crate::run::{Probe, Run};
use residue_ledger::Row as LedgerRow;

/// A row that moved by less than this share of what fell is not named.
const NAMED: i128 = 100;

/// What is not known.
const UNKNOWN: &str = "-";

/// The tables of `run`; nothing if no probe came down a ladder.
pub(crate) fn blocks<'a>(run: &Run) -> Vec<Block<'a>> {
    let measured = run.probes.iter().filter(|of| !of.resident_is_profiler);
    let tried = measured.filter_map(|of| Some((of, Descent::of(of)?)));
    let mut groups: BTreeMap<Place<'_>, Vec<Tried<'_>>> = BTreeMap::new();
    for (probe, descent) in tried {
        groups.entry(place(probe)).or_default().push((probe, descent));
    }
    groups.iter().flat_map(|(place, all)| group(*place, all)).collect()
}

type Tried<'a> = (&'a Probe, Descent<'a>);

/// What one table is of: a scenario of so many elements.
type Place<'a> = (&'a str, u64);

fn place(probe: &Probe) -> Place<'_> {
    (&probe.scenario, probe.elements)
}

fn group<'a>(
    (scenario, elements): Place<'_>,
    members: &[Tried<'_>],
) -> Vec<Block<'a>> {
    let largest = members
        .iter()
        .filter_map(|(_, of)| u64::try_from(of.growth(Fallen::Resident)?).ok());
    let unit = Unit::fitting(largest.max().unwrap_or(0));
    let elements = counted(elements, "element");
    let heading = format!(
        "What each remedy gives back of {scenario}, {elements}, in {}",
        unit.name()
    );
    vec![
        Block::Heading(Level::Part, heading),
        Block::Table(table(members, unit)),
        Block::note(
            "Alone: in a process of its own, so that none before it took what \
             it could give back. In order: one after the other; what was grown \
             is what all of them gave back and what is left.",
        ),
    ]
}

fn table(members: &[Tried<'_>], unit: Unit) -> Table {
    let mut backends: Vec<&str> = Vec::new();
    for (probe, _) in members {
        if !backends.contains(&&*probe.backend) {
            backends.push(&probe.backend);
        }
    }
    let rows = backends.iter().flat_map(|backend| {
        let of = members.iter().filter(|(of, _)| of.backend == *backend);
        let descents: Vec<_> = of.map(|(_, descent)| *descent).collect();
        rows(backend, &descents, unit)
    });
    Table {
        columns: vec![
            Column::text("backend"),
            Column::text("remedy"),
            Column::number("alone"),
            Column::number("in order"),
            Column::number("live"),
            Column::number("time"),
            Column::number("processor"),
            Column::number("transient"),
            Column::text("from"),
        ],
        rows: rows.collect(),
        thing: "remedy",
        without: vec![vec![7], vec![6, 7], vec![4, 6, 7]],
        ..Table::default()
    }
}

/// The remedies under one backend, between what was grown and what is left.
fn rows(backend: &str, of: &[Descent<'_>], unit: Unit) -> Vec<Row> {
    let whole = of.iter().find(|of| of.kind() == DescentKind::Whole);
    let mut lines: Vec<Line<'_>> = Vec::new();
    for step in whole.into_iter().flat_map(Descent::steps) {
        let name = &step.after.name;
        lines.push(Line { name, in_order: Some(step), alone: None });
    }
    for step in of.iter().filter_map(Descent::alone) {
        let name = &step.after.name;
        match lines.iter_mut().find(|line| line.name == name) {
            Some(line) => line.alone = Some(step),
            None => {
                lines.push(Line { name, in_order: None, alone: Some(step) })
            }
        }
    }
    let ends = whole.map(|of| (grown(of, unit), left(of, unit)));
    let (first, last) = ends.unzip();
    let mut label = backend.to_owned();
    let lines = lines.iter().map(|line| line.cells(unit));
    let all = first.into_iter().chain(lines).chain(last);
    let labelled = all.map(|cells| {
        let label = Cell::text(std::mem::take(&mut label));
        Row::of([label].into_iter().chain(cells))
    });
    labelled.collect()
}

/// One remedy, in order and alone.
struct Line<'a> {
    name: &'a str,
    in_order: Option<Step<'a>>,
    alone: Option<Step<'a>>,
}

impl Line<'_> {
    fn cells(&self, unit: Unit) -> Vec<Cell> {
        let fall = |step: Option<Step<'_>>, of| {
            let fall = step.and_then(|step| step.fall(of));
            Cell::figure(signed(fall, unit))
        };
        // Alone it costs what it costs.
        let step = self.alone.or(self.in_order);
        let time = |of: Option<u64>| {
            let text = of.map(|time| Nanoseconds(time).to_string());
            Cell::figure(text.unwrap_or(UNKNOWN.to_owned()))
        };
        let after = step.map(|step| step.after);
        let risen = after.and_then(|after| {
            after.transient_resident.or(after.transient_live)
        });
        let risen =
            risen.map_or(UNKNOWN.to_owned(), |risen| unit.figure(risen));
        vec![
            Cell::text(self.name.to_owned()),
            fall(self.alone, Fallen::Resident),
            fall(self.in_order, Fallen::Resident),
            fall(step, Fallen::Live),
            time(after.and_then(|after| after.elapsed_ns)),
            time(after.and_then(|after| after.processor_ns)),
            Cell::figure(risen),
            Cell::text(step.map(from).unwrap_or_default()),
        ]
    }
}

/// The rows that fell and rose, the largest first.
fn from(step: Step<'_>) -> String {
    let resident = step.fall(Fallen::Resident).unwrap_or(0).abs();
    let least = (resident / NAMED).max(64 * 1024);
    let rows = LedgerRow::ALL.into_iter().filter_map(|row| {
        let fall = step.fall(Fallen::Row(row))?;
        (fall.abs() >= least).then_some((row, fall))
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|(_, fall)| std::cmp::Reverse(fall.abs()));
    let said = rows.into_iter().map(|(row, fall)| {
        let sign = if fall < 0 { "-" } else { "" };
        let bytes = u64::try_from(fall.abs()).unwrap_or(u64::MAX);
        format!("{} {sign}{}", row.title(), Bytes(bytes))
    });
    said.collect::<Vec<_>>().join(", ")
}

fn grown(of: &Descent<'_>, unit: Unit) -> Vec<Cell> {
    let figure = |figure| signed(of.growth(figure), unit);
    end("grown", figure(Fallen::Resident), figure(Fallen::Live))
}

fn left(of: &Descent<'_>, unit: Unit) -> Vec<Cell> {
    let figure = |figure| signed(of.left(figure), unit);
    end("left", figure(Fallen::Resident), figure(Fallen::Live))
}

/// A line that is no remedy.
fn end(name: &'static str, resident: String, live: String) -> Vec<Cell> {
    let none = || Cell::text("");
    let figures = [none(), Cell::figure(resident), Cell::figure(live)];
    let rest = [none(), none(), none(), none()];
    [Cell::text(name)].into_iter().chain(figures).chain(rest).collect()
}

fn signed(bytes: Option<i128>, unit: Unit) -> String {
    let Some(bytes) = bytes else { return UNKNOWN.to_owned() };
    let figure = unit.figure(u64::try_from(bytes.abs()).unwrap_or(u64::MAX));
    // Less than a figure shows is no sign of anything.
    let is_zero = !figure.contains(|c: char| ('1'..='9').contains(&c));
    if bytes < 0 && !is_zero { format!("-{figure}") } else { figure }
}
