//! One probe of both sides: what it held, what it holds, and what changed.

use askama::Template;

use super::boxes::{BarPart, Panel, PhaseBars, parts};
use super::catalogue::slug;
use super::scale::{Scale, Tick};
use crate::diff::{Figures, Metric, Pair, PhaseDiff};
use crate::table::{Changes, Column};
use crate::wording;
use residue_ledger::{Ledger, Row};
use residue_present::printable;
use residue_present::{SignedBytes, Unit};

/// Lines of one table of changes; the rest is only counted.
const LINES: usize = 200;

/// A pair as a template shows it.
#[derive(Template)]
#[template(path = "html/diff_pair.html")]
pub(super) struct PairView {
    anchor: String,
    scenario: String,
    backend: String,
    title: String,
    tally: String,
    notes: Vec<String>,
    unit: &'static str,
    ticks: Vec<Tick>,
    /// The old side and the new one.
    panels: Vec<Panel>,
    difference: DeltaChart,
    columns: [Column; Column::ALL.len()],
    lines: Vec<ChangeRow>,
}

/// What is more, and what is less, phase by phase.
struct DeltaChart {
    unit: &'static str,
    ticks: Vec<(&'static str, String)>,
    columns: Vec<Delta>,
}

struct Delta {
    phase: String,
    is_read: bool,
    total: String,
    more: Vec<BarPart>,
    less: Vec<BarPart>,
}

/// A line of the table of changes.
struct ChangeRow {
    phase: String,
    cells: Vec<(Column, String)>,
}

impl PairView {
    pub(super) fn of(index: usize, pair: &Pair) -> PairView {
        let largest = figures(pair).map(net).max().unwrap_or(0);
        let unit = Unit::fitting(largest);
        let scale = Scale::of(largest, unit);
        let side = |label: &str, of: fn(&PhaseDiff) -> &Figures| Panel {
            label: label.to_owned(),
            backend: String::new(),
            columns: bars(pair, of, scale, unit),
        };
        let panels = match largest {
            0 => Vec::new(),
            _ => vec![side("old", |p| &p.old), side("new", |p| &p.new)],
        };
        let changes = Changes::of(pair, LINES);
        let place = &pair.place;
        let (scenario, backend) = (slug(&place.scenario), slug(&place.backend));
        PairView {
            anchor: format!("d{index}-{scenario}-{backend}"),
            scenario: printable(&place.scenario),
            backend: printable(&place.backend),
            title: printable(&wording::place(place)),
            tally: changes.tally(),
            notes: notes(pair, &changes),
            unit: unit.name(),
            ticks: scale.ticks(unit),
            panels,
            difference: DeltaChart::of(pair),
            columns: Column::ALL,
            lines: lines(&changes),
        }
    }
}

/// The figures of both sides, of each phase that a side has.
fn figures(pair: &Pair) -> impl Iterator<Item = &Figures> {
    pair.phases.iter().flat_map(|phase| [&phase.old, &phase.new])
}

/// The rows that a page of `pairs` names.
pub(super) fn rows(pairs: &[&Pair]) -> Vec<Row> {
    let sides = pairs.iter().flat_map(|pair| figures(pair));
    let ledgers: Vec<_> = sides.map(ledger).collect();
    Row::shown_of(&ledgers)
}

fn net(figures: &Figures) -> u64 {
    figures.get(Metric::Resident).unwrap_or(0)
}

fn ledger(figures: &Figures) -> Ledger {
    let mut ledger = Ledger::default();
    for row in Row::ALL {
        ledger.set(row, figures.get(Metric::Row(row)));
    }
    ledger
}

fn bars(
    pair: &Pair,
    of: fn(&PhaseDiff) -> &Figures,
    scale: Scale,
    unit: Unit,
) -> Vec<PhaseBars> {
    let bar = |(index, phase): (usize, &PhaseDiff)| {
        let figures = of(phase);
        let resident = figures.get(Metric::Resident);
        PhaseBars {
            phase: printable(&phase.name),
            total: resident.map_or("–".to_owned(), |net| unit.figure(net)),
            is_read: index == pair.read,
            parts: parts(&ledger(figures), net(figures), scale),
        }
    };
    pair.phases.iter().enumerate().map(bar).collect()
}

/// What each row has more (above 0) or less on the new side; unknown rows
/// are left out.
fn deltas(phase: &PhaseDiff) -> Vec<(Row, i64)> {
    let delta = |row| {
        let of = |figures: &Figures| figures.get(Metric::Row(row));
        let (old, new) = (of(&phase.old)?, of(&phase.new)?);
        let delta = i64::try_from(i128::from(new) - i128::from(old)).ok()?;
        (delta != 0).then_some((row, delta))
    };
    Row::ALL.into_iter().filter_map(delta).collect()
}

impl DeltaChart {
    fn of(pair: &Pair) -> DeltaChart {
        let sum = |phase: &PhaseDiff, sign: i64| {
            let all = deltas(phase).into_iter();
            let of_sign = all.filter(|(_, delta)| delta.signum() == sign);
            of_sign.fold(0_u64, |sum, (_, delta)| {
                sum.saturating_add(delta.unsigned_abs())
            })
        };
        let sums =
            pair.phases.iter().flat_map(|p| [sum(p, 1), sum(p, -1)]).max();
        let largest = sums.unwrap_or(0);
        let unit = Unit::fitting(largest);
        let scale = Scale::of(largest, unit);
        let top = scale.ticks(unit).pop();
        let top = top.map_or(String::new(), |tick| tick.label);
        let column = |(index, phase): (usize, &PhaseDiff)| {
            Delta::of(phase, index == pair.read, scale, unit)
        };
        DeltaChart {
            unit: unit.name(),
            ticks: vec![
                ("100", format!("+{top}")),
                ("50", "0".to_owned()),
                ("0", format!("-{top}")),
            ],
            columns: pair.phases.iter().enumerate().map(column).collect(),
        }
    }
}

impl Delta {
    fn of(phase: &PhaseDiff, is_read: bool, scale: Scale, unit: Unit) -> Delta {
        let of_sign = |sign: i64| {
            let all = deltas(phase).into_iter();
            let of_sign = all.filter(|(_, delta)| delta.signum() == sign);
            of_sign.map(|(row, delta)| part(row, delta, scale)).collect()
        };
        let resident = |of: &Figures| of.get(Metric::Resident);
        let known = resident(&phase.old).zip(resident(&phase.new));
        let total = known.and_then(|(old, new)| {
            i64::try_from(i128::from(new) - i128::from(old)).ok()
        });
        Delta {
            phase: printable(&phase.name),
            is_read,
            total: total.map_or("–".to_owned(), |bytes| signed(bytes, unit)),
            more: of_sign(1),
            less: of_sign(-1),
        }
    }
}

/// A column has room for a figure, but not for its unit.
fn signed(bytes: i64, unit: Unit) -> String {
    let sign = match bytes {
        0 => "",
        1.. => "+",
        _ => "-",
    };
    format!("{sign}{}", unit.figure(bytes.unsigned_abs()))
}

fn part(row: Row, delta: i64, scale: Scale) -> BarPart {
    BarPart {
        row: row.name(),
        size: scale.percent(delta.unsigned_abs()),
        hint: format!("{} {}", row.title(), SignedBytes(delta)),
    }
}

fn notes(pair: &Pair, changes: &Changes<'_>) -> Vec<String> {
    let within = (changes.within_noise > 0).then(|| {
        format!("{} more figures differ within noise.", changes.within_noise)
    });
    let more = (changes.more > 0)
        .then(|| format!("{} more changes are not shown.", changes.more));
    let told = [
        wording::versions(pair),
        wording::repetitions(pair),
        wording::across(&pair.across),
        within,
        more,
    ];
    let told = told.into_iter().flatten();
    told.map(|note| printable(&note)).collect()
}

fn lines(changes: &Changes<'_>) -> Vec<ChangeRow> {
    let mut lines = Vec::new();
    for phase in &changes.phases {
        let name = printable(&phase.title());
        if let Some(only) = wording::only(phase.presence) {
            let mut cells = Column::ALL.map(|column| (column, String::new()));
            cells[0].1 = only.to_owned();
            lines.push(ChangeRow { phase: name.clone(), cells: cells.into() });
        }
        for line in &phase.lines {
            let cell = |column| (column, printable(line.cell(column)));
            let cells = Column::ALL.map(cell).into();
            lines.push(ChangeRow { phase: name.clone(), cells });
        }
    }
    lines
}
