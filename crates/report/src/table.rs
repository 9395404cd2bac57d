//! The one table model of all formats: phases from left to right, and from
//! top to bottom rows that add up. Beside it, the tables of many probes and of
//! two sides.

mod beside;
mod changes;
mod column;
mod figure;
mod ledger;
mod notes;
mod overview;
mod pairs;
mod profiler;
mod series;
mod told;
mod transient;

pub(crate) use self::changes::{ChangeLine, Changes, LEGEND, PhaseChanges};
pub(crate) use self::column::Column;
pub(crate) use self::overview::{
    HOLDERS, Overview, OverviewLine, holder_title,
};
pub(crate) use self::pairs::Pairs;

use residue_present::{
    Cell, Column as Titled, Narrow, Row, Table, Unit, elided,
};

use crate::run::Probe;

/// Columns that a phase's name may take.
const NAME_WIDTH: usize = 24;

/// One line of a ledger's table: a figure at each phase.
struct LedgerLine {
    /// Whom the line belongs to, where it is a row of the ledger.
    holder: &'static str,
    label: &'static str,
    cells: Vec<String>,
    /// Whether the line is the sum of those above it.
    is_sum: bool,
}

/// The table of `probe`, its bytes in `unit`, and what belongs under it, each
/// in a few words. Where it is too wide, it goes without its column of
/// holders; if it still is, its phases are spread over several tables.
pub(crate) fn of_probe(probe: &Probe, unit: Unit) -> (Table, Vec<String>) {
    let (lines, notes) = match probe.resident_is_profiler {
        true => profiler::lines(probe, unit),
        false => ledger::lines(probe, unit),
    };
    let names = probe.phases.iter();
    let names = names.map(|phase| elided(&phase.name, NAME_WIDTH));
    let labels = ["", unit.name()].into_iter().map(Titled::text);
    let table = Table {
        columns: labels.chain(names.map(Titled::number)).collect(),
        rows: lines.into_iter().map(row).collect(),
        thing: "row",
        without: vec![vec![0]],
        narrow: Narrow::Spread,
        ..Table::default()
    };
    (table, notes)
}

fn row(line: LedgerLine) -> Row {
    let labels = [line.holder, line.label].map(Cell::text);
    let figures = line.cells.into_iter().map(Cell::figure);
    let cells = labels.into_iter().chain(figures);
    Row { is_sum: line.is_sum, ..Row::of(cells) }
}
