//! A table of figures, one column for each phase.

use std::collections::BTreeSet;

use super::figures::{self, FigureCell, FigureRow, figure};
use crate::reading::Course;
use crate::run::{Phase, Probe};
use residue_ledger::ContainerRow;
use residue_present::{Unit, printable};

/// A table as a template shows it.
pub(super) struct Grid {
    pub(super) caption: &'static str,
    /// The unit of bytes without one, if any are.
    pub(super) unit: &'static str,
    pub(super) phases: Vec<GridHead>,
    pub(super) figures: Vec<FigureRow>,
}

/// The head of a phase's column.
pub(super) struct GridHead {
    pub(super) name: String,
    /// Whether it is the phase that is read first.
    pub(super) is_read: bool,
}

impl Grid {
    /// Every figure of `probe`.
    pub(super) fn of(probe: &Probe, unit: Unit) -> Grid {
        let figures = match probe.resident_is_profiler {
            true => figures::profiled(probe, unit),
            false => figures::all(probe, unit),
        };
        Grid::new("Figures", unit.name(), probe, figures)
    }

    /// What each named container held.
    pub(super) fn containers(probe: &Probe, unit: Unit) -> Grid {
        let names = names(probe, |phase| {
            phase.containers.iter().map(|container| &container.name)
        });
        let figures =
            names.into_iter().flat_map(|name| container(probe, name, unit));
        Grid::new("Containers", unit.name(), probe, figures.collect())
    }

    /// The allocator's own statistics, by its own names.
    pub(super) fn statistics(probe: &Probe) -> Grid {
        let names =
            names(probe, |phase| phase.allocator.iter().map(|(name, _)| name));
        let line = |name: &str| {
            figure(&printable(name), probe, |phase| {
                match phase.allocator.get(name) {
                    Some(&count) => FigureCell::count(count),
                    None => FigureCell::unknown("not given at this phase"),
                }
            })
        };
        let figures = names.into_iter().map(line).collect();
        Grid::new("Allocator's own statistics", "", probe, figures)
    }

    /// The range of what the completed repetitions came to.
    pub(super) fn repetitions(
        probe: &Probe,
        all: &[&Probe],
        unit: Unit,
    ) -> Grid {
        let completed: Vec<_> =
            all.iter().filter(|other| other.completed()).copied().collect();
        let figures = match completed.len() {
            0 | 1 => Vec::new(),
            _ => ranges(probe, &completed, unit),
        };
        Grid::new("Range of the repetitions", unit.name(), probe, figures)
    }

    fn new(
        caption: &'static str,
        unit: &'static str,
        probe: &Probe,
        figures: Vec<FigureRow>,
    ) -> Grid {
        let read = Course::of(&probe.phases).map(|course| course.read());
        let phases = probe.phases.iter().enumerate();
        let phases = phases.map(|(index, phase)| GridHead {
            name: printable(&phase.name),
            is_read: Some(index) == read,
        });
        Grid { caption, unit, phases: phases.collect(), figures }
    }
}

/// What stands in any phase of `probe`, by name.
fn names<'a, I: Iterator<Item = &'a String>>(
    probe: &'a Probe,
    of: impl Fn(&'a Phase) -> I,
) -> BTreeSet<&'a str> {
    probe.phases.iter().flat_map(of).map(String::as_str).collect()
}

fn container(probe: &Probe, name: &str, unit: Unit) -> Vec<FigureRow> {
    type Measure = (&'static str, fn(&ContainerRow) -> u64, bool);
    const PARTS: [Measure; 5] = [
        ("live", |row| row.live, true),
        ("payload", |row| row.payload, true),
        ("slack", |row| row.slack, true),
        ("elements", |row| row.elements, false),
        ("capacity", |row| row.capacity, false),
    ];
    let line = |(part, of, is_bytes): Measure| {
        let label = format!("{}: {part}", printable(name));
        figure(&label, probe, |phase| {
            let row = phase.containers.iter().find(|row| row.name == name);
            match (row.map(of), is_bytes) {
                (Some(bytes), true) => FigureCell::bytes(bytes, unit),
                (Some(count), false) => FigureCell::count(count),
                (None, _) => FigureCell::unknown("no such container here"),
            }
        })
    };
    let mut lines: Vec<_> = PARTS.into_iter().map(line).collect();
    lines.extend(room(probe, name, unit));
    lines
}

/// What the container says of its own room, in bytes, beside what it holds.
fn room(probe: &Probe, name: &str, unit: Unit) -> Option<FigureRow> {
    probe.element_bytes.get(name)?;
    let label = format!("{}: capacity in bytes", printable(name));
    Some(figure(&label, probe, |phase| {
        let row = phase.containers.iter().find(|row| row.name == name);
        match row.and_then(|row| probe.room(row)) {
            Some(bytes) => FigureCell::bytes(bytes, unit),
            None => FigureCell::unknown("no such container here"),
        }
    }))
}

/// A figure whose range is shown, and how far it goes.
type Measure = (&'static str, fn(&Phase) -> Option<u64>);
type Bound = (&'static str, fn(&[u64]) -> Option<u64>);

const MEASURES: [Measure; 3] = [
    ("resident", |phase| Some(phase.net_resident())),
    ("live", |phase| phase.live),
    ("time", |phase| phase.elapsed_ns),
];

const BOUNDS: [Bound; 2] = [
    ("least", |of| of.iter().min().copied()),
    ("most", |of| of.iter().max().copied()),
];

fn ranges(probe: &Probe, all: &[&Probe], unit: Unit) -> Vec<FigureRow> {
    let line = |(what, of): Measure, (bound, pick): Bound| {
        let cell = |phase: &Phase| {
            let known: Vec<_> =
                all.iter().filter_map(|p| of(named(p, phase)?)).collect();
            match (pick(&known), what) {
                (Some(time), "time") => FigureCell::time(time),
                (Some(bytes), _) => FigureCell::bytes(bytes, unit),
                (None, _) => FigureCell::nothing(),
            }
        };
        figure(&format!("{what}, {bound}"), probe, cell)
    };
    MEASURES
        .into_iter()
        .flat_map(|measure| BOUNDS.map(|bound| line(measure, bound)))
        .collect()
}

fn named<'a>(probe: &'a Probe, phase: &Phase) -> Option<&'a Phase> {
    probe.phases.iter().find(|other| other.name == phase.name)
}
