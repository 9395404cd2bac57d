//! Every figure of every phase of a probe, as a table.

use crate::diff::{Kind, Metric};
use crate::run::{Phase, Probe};
use residue_ledger::Row;
use residue_present::printable;
use residue_present::{Bytes, Count, Nanoseconds, SignedBytes, Unit};

/// How an unknown figure is shown: never as 0.
pub(super) const UNKNOWN: &str = "–";

/// One figure at each phase.
pub(super) struct FigureRow {
    /// Whom the figure belongs to, where its holder's rows begin.
    pub(super) holder: &'static str,
    pub(super) label: String,
    pub(super) definition: &'static str,
    /// The row whose colour it has.
    pub(super) row: Option<&'static str>,
    pub(super) is_sum: bool,
    pub(super) cells: Vec<FigureCell>,
}

/// One figure at one phase.
pub(super) struct FigureCell {
    pub(super) text: String,
    /// The figure as it is stored; empty where it is unknown.
    pub(super) raw: String,
    /// The exact figure, or why it is unknown.
    pub(super) hint: String,
}

impl FigureCell {
    /// Bytes in `unit`, exact in the hint.
    pub(super) fn bytes(bytes: u64, unit: Unit) -> FigureCell {
        FigureCell {
            text: unit.figure(bytes),
            raw: bytes.to_string(),
            hint: format!("{} B", Count(bytes)),
        }
    }

    /// Bytes in a unit of their own.
    pub(super) fn size(bytes: u64) -> FigureCell {
        let unit = Unit::B;
        FigureCell {
            text: Bytes(bytes).to_string(),
            ..FigureCell::bytes(bytes, unit)
        }
    }

    pub(super) fn count(count: u64) -> FigureCell {
        let text = Count(count).to_string();
        FigureCell { text, raw: count.to_string(), hint: String::new() }
    }

    pub(super) fn time(time: u64) -> FigureCell {
        FigureCell {
            text: Nanoseconds(time).to_string(),
            raw: time.to_string(),
            hint: format!("{} ns", Count(time)),
        }
    }

    pub(super) fn unknown(reason: &str) -> FigureCell {
        let (text, hint) = (UNKNOWN.to_owned(), printable(reason));
        FigureCell { text, raw: String::new(), hint }
    }

    pub(super) fn nothing() -> FigureCell {
        FigureCell {
            text: String::new(),
            raw: String::new(),
            hint: String::new(),
        }
    }
}

/// What a profiler's probe knows of the program, and then its own heap.
pub(super) fn profiled(probe: &Probe, unit: Unit) -> Vec<FigureRow> {
    let cell = |phase: &Phase| match phase.payload() {
        Some(payload) => FigureCell::bytes(payload, unit),
        None => FigureCell::unknown(phase.reason("payload")),
    };
    let payload = FigureRow {
        definition: Metric::Row(Row::Payload).definition(),
        ..figure("payload", probe, cell)
    };
    let of_program = [
        Metric::Live,
        Metric::Allocated,
        Metric::PeakLive,
        Metric::TransientLive,
        Metric::Allocations,
        Metric::Frees,
        Metric::Total,
        Metric::Elapsed,
    ];
    let others = of_program.into_iter().map(|m| metric(probe, m, unit));
    let heap = FigureRow {
        definition: "What the profiler keeps resident; it says nothing of \
                     the program, and compares with no other backend.",
        label: "profiler's heap".to_owned(),
        ..metric(probe, Metric::Resident, unit)
    };
    [payload].into_iter().chain(others).chain([heap]).collect()
}

/// All figures of `probe`, bytes in `unit`.
pub(super) fn all(probe: &Probe, unit: Unit) -> Vec<FigureRow> {
    let (sum, others): (Vec<_>, Vec<_>) =
        Metric::ALL.into_iter().partition(|m| *m == Metric::Resident);
    let beside = others.into_iter().filter(|m| m.row().is_none()).collect();
    let rows = Row::shown_of(probe.ledgers());
    let rows = rows.into_iter().map(Metric::Row).collect();
    let metrics = |of: Vec<Metric>| {
        of.into_iter().map(|m| metric(probe, m, unit)).collect::<Vec<_>>()
    };
    let mut all = metrics(rows);
    name_holders_once(&mut all);
    all.push(residual(probe));
    all.extend(metrics(sum));
    all.extend(metrics(beside));
    all.push(observer(probe, unit));
    all.push(standing(probe));
    all
}

fn name_holders_once(figures: &mut [FigureRow]) {
    let mut before = "";
    for figure in figures {
        let holder = figure.holder;
        if holder == before {
            figure.holder = "";
        }
        before = holder;
    }
}

fn metric(probe: &Probe, metric: Metric, unit: Unit) -> FigureRow {
    let cell = |(index, phase): (usize, &Phase)| match metric.of(phase) {
        Some(figure) => match metric.kind() {
            Kind::Bytes => FigureCell::bytes(figure, unit),
            Kind::Count => FigureCell::count(figure),
            Kind::Time => FigureCell::time(figure),
        },
        // Nothing comes before the first phase, so nothing is missing.
        None if index == 0 && is_of_a_step(metric) => FigureCell::nothing(),
        None => FigureCell::unknown(phase.reason(metric.name())),
    };
    let row = metric.row();
    FigureRow {
        holder: row.map_or("", |row| row.group().title()),
        label: metric.title().to_owned(),
        definition: metric.definition(),
        row: row.map(|row| row.name()),
        is_sum: metric == Metric::Resident,
        cells: probe.phases.iter().enumerate().map(cell).collect(),
    }
}

fn is_of_a_step(metric: Metric) -> bool {
    matches!(
        metric,
        Metric::TransientLive | Metric::TransientResident | Metric::Elapsed
    )
}

fn residual(probe: &Probe) -> FigureRow {
    let cell = |phase: &Phase| match phase.ledger.residual {
        None => FigureCell::unknown(phase.reason("residual")),
        Some(bytes) => FigureCell {
            text: match bytes {
                0 => "0".to_owned(),
                bytes => SignedBytes(bytes).to_string(),
            },
            raw: bytes.to_string(),
            hint: String::new(),
        },
    };
    FigureRow {
        definition: "Resident bytes that no row explains: 0, or a page or \
                     two; it is never hidden.",
        ..figure("residual", probe, cell)
    }
}

fn observer(probe: &Probe, unit: Unit) -> FigureRow {
    FigureRow {
        definition: "What Residue itself keeps resident in the process; it \
                     is taken out of every row.",
        ..figure("observer", probe, |phase| {
            FigureCell::bytes(phase.observer, unit)
        })
    }
}

fn standing(probe: &Probe) -> FigureRow {
    FigureRow {
        definition: "For how long the process stood still to be measured.",
        ..figure("stood still", probe, |phase| {
            FigureCell::time(phase.standing_ns)
        })
    }
}

/// A figure without a definition, which its name must then do without.
pub(super) fn figure(
    label: &str,
    probe: &Probe,
    cell: impl Fn(&Phase) -> FigureCell,
) -> FigureRow {
    FigureRow {
        holder: "",
        label: label.to_owned(),
        definition: "",
        row: None,
        is_sum: false,
        cells: probe.phases.iter().map(cell).collect(),
    }
}
