//! The table of a ledger: its rows down to the resident set that they add up
//! to, and below it what stands beside the rows.

use super::series::{Series, UNKNOWN};
use super::transient::Transient;
use super::{LedgerLine, beside, notes, told};
use crate::run::{Phase, Probe};
use residue_ledger::{Group, Row};
use residue_present::{Nanoseconds, SignedBytes, Unit};

/// The lines and the notes of `probe`.
pub(super) fn lines(
    probe: &Probe,
    unit: Unit,
) -> (Vec<LedgerLine>, Vec<String>) {
    let (empty, rows): (Vec<_>, Vec<_>) = Row::shown_of(probe.ledgers())
        .into_iter()
        .map(|row| (row, row_series(probe, row)))
        .partition(|(row, series)| may_be_left_out(*row) && series.is_zero());
    let residual = residual(probe);
    let beside = beside::series(probe, unit);
    let transient = Transient::of(probe);

    let mut lines = row_lines(&rows, unit);
    lines.push(residual_line(probe));
    lines.push(resident(probe, unit));
    lines.extend(beside.iter().map(|series| series.bytes(unit)));
    lines.extend(told::lines(probe, unit));
    lines.extend(transient.as_ref().map(|t| t.line(unit)));
    lines.push(time(probe));

    let rows = rows.iter().map(|(_, series)| series);
    let shown = rows.chain([&residual]).chain(&beside);
    let mut all = vec![notes::observer(probe)];
    all.extend(notes::left_out(empty.iter().map(|(row, _)| *row)));
    all.extend(notes::reasons(probe, shown));
    all.extend(told::note(probe));
    all.extend(transient.map(|transient| transient.note()));
    all.extend(notes::open_ledger(probe));
    all.extend(notes::rooms(probe));
    (lines, all)
}

/// The rows, each holder named where its rows begin.
fn row_lines(rows: &[(Row, Series)], unit: Unit) -> Vec<LedgerLine> {
    let mut lines = Vec::new();
    let mut before = None;
    for (row, series) in rows {
        let group = row.group();
        let holder = if before == Some(group) { "" } else { group.title() };
        lines.push(LedgerLine { holder, ..series.bytes(unit) });
        before = Some(group);
    }
    lines
}

fn row_series(probe: &Probe, row: Row) -> Series {
    Series::new(probe, row.name(), row.title(), |phase| phase.ledger.get(row))
}

/// Rows that make no point by being 0 throughout.
fn may_be_left_out(row: Row) -> bool {
    matches!(row.group(), Group::Other | Group::Allocator)
}

/// The residual without its sign, which tells where it is unknown.
fn residual(probe: &Probe) -> Series {
    Series::new(probe, "residual", "residual", |phase| {
        phase.ledger.residual.map(i64::unsigned_abs)
    })
}

/// The residual with a unit of its own: it should be far below the table's.
fn residual_line(probe: &Probe) -> LedgerLine {
    let cell = |phase: &Phase| match phase.ledger.residual {
        None => UNKNOWN.to_owned(),
        Some(0) => "0".to_owned(),
        Some(bytes) => SignedBytes(bytes).to_string(),
    };
    let cells = probe.phases.iter().map(cell).collect();
    LedgerLine { holder: "", label: "residual", cells, is_sum: false }
}

fn resident(probe: &Probe, unit: Unit) -> LedgerLine {
    let net = |phase: &Phase| Some(phase.net_resident());
    let series = Series::new(probe, "resident", "resident", net);
    LedgerLine { is_sum: true, ..series.bytes(unit) }
}

fn time(probe: &Probe) -> LedgerLine {
    let cell = |(index, phase): (usize, &Phase)| match phase.elapsed_ns {
        Some(time) => Nanoseconds(time).to_string(),
        // Nothing comes before the first phase, so nothing is missing.
        None if index == 0 => String::new(),
        None => UNKNOWN.to_owned(),
    };
    let cells = probe.phases.iter().enumerate().map(cell).collect();
    LedgerLine { holder: "", label: "time", cells, is_sum: false }
}
