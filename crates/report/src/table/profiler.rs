//! The table of a probe whose resident figures are a profiler's own heap:
//! what the program asked for, and no ledger.

use super::series::Series;
use super::{LedgerLine, notes};
use crate::run::{Phase, Probe};
use residue_present::Unit;

/// What resident means of such a probe.
pub(super) const HEAP: &str = "what is resident here is the profiler's own heap, \
    and compares with no other backend";

/// The lines and the notes of `probe`.
pub(super) fn lines(
    probe: &Probe,
    unit: Unit,
) -> (Vec<LedgerLine>, Vec<String>) {
    let (sizes, counts) = (sizes(probe), counts(probe));
    let heap = Series::new(probe, "resident", "profiler's heap", |phase| {
        Some(phase.net_resident())
    });
    let mut lines: Vec<_> = sizes.iter().map(|s| s.bytes(unit)).collect();
    lines.extend(counts.iter().map(Series::counts));
    lines.push(heap.bytes(unit));
    let mut all = vec![format!("no ledger: {HEAP}")];
    all.extend(notes::reasons(probe, sizes.iter().chain(&counts)));
    (lines, all)
}

fn sizes(probe: &Probe) -> [Series; 4] {
    let series = |field, label, figure: fn(&Phase) -> Option<u64>| {
        Series::new(probe, field, label, figure)
    };
    [
        series("payload", "payload", Phase::payload),
        series("live", "live", |phase| phase.live),
        series("allocated", "allocated", |phase| phase.allocated),
        series("peak_live", "peak live", |phase| phase.peak_live),
    ]
}

fn counts(probe: &Probe) -> [Series; 2] {
    let allocations = |phase: &Phase| phase.allocations;
    [
        Series::new(probe, "allocations", "allocations", allocations),
        Series::new(probe, "frees", "frees", |phase| phase.frees),
    ]
}
