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
mod transient;

pub(crate) use self::changes::{ChangeLine, Changes, LEGEND, PhaseChanges};
pub(crate) use self::column::Column;
pub(crate) use self::overview::{
    HOLDERS, Overview, OverviewLine, holder_title,
};
pub(crate) use self::pairs::Pairs;

use crate::run::Probe;
use crate::text::elided;
use crate::units::Unit;

/// Columns that a phase's name may take.
const NAME_WIDTH: usize = 24;

/// What is shown of one probe. A format adds only how cells are set.
pub(crate) struct Table {
    /// The unit of all cells that show bytes without one.
    pub(crate) unit: Unit,
    /// The phases' names.
    pub(crate) phases: Vec<String>,
    pub(crate) lines: Vec<Line>,
    /// What belongs under the table, each in a few words.
    pub(crate) notes: Vec<String>,
}

/// One line of a table: a figure at each phase.
pub(crate) struct Line {
    /// Whom the line belongs to, where it is a row of the ledger.
    pub(crate) holder: &'static str,
    pub(crate) label: &'static str,
    pub(crate) cells: Vec<String>,
    /// Whether the line is the sum of those above it.
    pub(crate) is_sum: bool,
}

impl Table {
    /// The table of `probe`, its bytes in `unit`.
    pub(crate) fn of(probe: &Probe, unit: Unit) -> Table {
        let (lines, notes) = match probe.resident_is_profiler {
            true => profiler::lines(probe, unit),
            false => ledger::lines(probe, unit),
        };
        let names = probe.phases.iter();
        let phases = names.map(|phase| elided(&phase.name, NAME_WIDTH));
        Table { unit, phases: phases.collect(), lines, notes }
    }
}
