//! The waterfall as plain boxes: what a page shows without scripts, and on
//! paper.

use super::catalogue::Member;
use super::scale::Scale;
use crate::reading::Course;
use crate::run::Phase;
use residue_ledger::{Ledger, Row};
use residue_present::printable;
use residue_present::{Bytes, Unit};

/// One probe: a column for each phase.
pub(super) struct Panel {
    pub(super) label: String,
    pub(super) backend: String,
    pub(super) columns: Vec<PhaseBars>,
}

/// One phase: its rows on top of each other.
pub(super) struct PhaseBars {
    pub(super) phase: String,
    pub(super) total: String,
    /// Whether it is the phase that is read first.
    pub(super) is_read: bool,
    pub(super) parts: Vec<BarPart>,
}

/// One row of a ledger, as a box.
pub(super) struct BarPart {
    /// The row's name, which is the box's colour.
    pub(super) row: &'static str,
    /// How much of the picture the box takes, of 100.
    pub(super) size: String,
    pub(super) hint: String,
}

impl Panel {
    pub(super) fn of(member: &Member<'_>, scale: Scale, unit: Unit) -> Panel {
        let phases = &member.probe.phases;
        let read = Course::of(phases).map(|course| course.read());
        let column = |(index, phase): (usize, &Phase)| PhaseBars {
            phase: printable(&phase.name),
            total: unit.figure(phase.net_resident()),
            is_read: Some(index) == read,
            parts: parts(&phase.ledger, phase.net_resident(), scale),
        };
        Panel {
            label: member.label.clone(),
            backend: member.backend.clone(),
            columns: phases.iter().enumerate().map(column).collect(),
        }
    }
}

/// The boxes of `ledger`, those of its rows that hold anything of the `net`
/// resident bytes.
pub(super) fn parts(ledger: &Ledger, net: u64, scale: Scale) -> Vec<BarPart> {
    Row::ALL
        .into_iter()
        .filter_map(|row| Some((row, ledger.get(row)?)))
        .filter(|&(_, bytes)| bytes > 0)
        .map(|(row, bytes)| BarPart {
            row: row.name(),
            size: scale.percent(bytes),
            hint: hint(row, bytes, net),
        })
        .collect()
}

fn hint(row: Row, bytes: u64, net: u64) -> String {
    let share = u128::from(bytes) * 100 / u128::from(net.max(1));
    let (title, size) = (row.title(), Bytes(bytes));
    format!("{title} {size}, {share} % of {}", Bytes(net))
}
