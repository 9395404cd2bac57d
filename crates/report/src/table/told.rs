//! What a program tells of itself, beside the figures that it is to be held
//! against.

use super::LedgerLine;
use super::series::Series;
use crate::run::Probe;
use crate::told::Told;
use residue_present::Unit;

/// A line for each figure that `probe` told.
pub(super) fn lines(probe: &Probe, unit: Unit) -> Vec<LedgerLine> {
    let line = |told: Told| {
        let of = |phase: &_| told.of(phase);
        let series = Series::new(probe, told.name(), told.title(), of);
        if told.is_bytes() { series.bytes(unit) } else { series.counts() }
    };
    of(probe).map(line).collect()
}

/// What they stand beside.
pub(super) fn note(probe: &Probe) -> Option<String> {
    let beside: Vec<_> = of(probe).map(Told::beside).collect();
    let all = beside.join("; ");
    (!beside.is_empty()).then(|| format!("told by the program itself: {all}"))
}

fn of(probe: &Probe) -> impl Iterator<Item = Told> {
    Told::ALL.into_iter().filter(|told| told.is_told(probe))
}
