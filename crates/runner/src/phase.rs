//! What the observer saw at a phase, as the report stores it.

use residue_observer::Snapshot;
use residue_report::{Named, Phase};
use std::time::Duration;

/// The level that a step starts from.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Level {
    live: Option<u64>,
    resident: Option<u64>,
    peak_resident: u64,
}

/// The phase `name`, seen while the process stood still for `stood`; `before`
/// is the level of the phase before, and becomes this one's.
pub(crate) fn phase(
    name: &str,
    snapshot: &Snapshot,
    stood: Duration,
    before: &mut Level,
) -> Phase {
    let level = *before;
    let net = snapshot.resident.saturating_sub(snapshot.observer);
    let counters = snapshot.counters;
    let counted = counters.map(|counters| counters.live);
    let live = counted.or(snapshot.requested);
    // The kernel counts its mark in batches, and may be short of today's.
    let seen_peak = snapshot.peak_resident.max(snapshot.resident);
    let peak_resident = level.peak_resident.max(seen_peak);
    *before = Level { live, resident: Some(net), peak_resident };
    let seen = snapshot.phase.as_ref();
    // The segment only grows, so that at its peak the program had at least
    // what is left of the mark without today's segment.
    let peak_net = snapshot.peak_resident.saturating_sub(snapshot.observer);
    Phase {
        name: name.to_owned(),
        elapsed_ns: seen.map(|phase| phase.elapsed_ns),
        processor_ns: seen.map(|phase| phase.processor_ns),
        standing_ns: seen.map_or(0, |p| p.prepare_ns) + stood.as_nanos() as u64,
        resident: snapshot.resident,
        observer: snapshot.observer,
        live,
        allocated: snapshot.allocated,
        allocations: counters.map(|counters| counters.allocations),
        frees: counters.map(|counters| counters.frees),
        total: counters.map(|counters| counters.total),
        peak_live: counters.map(|counters| counters.peak_live),
        peak_resident: Some(peak_resident),
        transient_live: above(seen.map(|p| p.peak_live), level.live),
        transient_resident: above(Some(peak_net), level.resident),
        ledger: snapshot.ledger,
        untouched: snapshot.untouched,
        swapped: Some(snapshot.swapped),
        lazy_free: Some(snapshot.lazy_free),
        containers: snapshot.containers.clone(),
        allocator: owned_pairs(&snapshot.statistics),
        absent: owned_pairs(&snapshot.absent),
    }
}

/// One look at a process, at a moment that it did not choose, so long after it
/// went on from the look before: what it says of the phase that it marked last
/// is of another time.
pub(crate) fn look(
    name: &str,
    snapshot: &Snapshot,
    stood: Duration,
    elapsed: Option<Duration>,
) -> Phase {
    let seen = phase(name, snapshot, stood, &mut Level::default());
    Phase {
        elapsed_ns: elapsed.map(|time| time.as_nanos() as u64),
        // What the segment says is of the time up to a mark.
        processor_ns: None,
        standing_ns: stood.as_nanos() as u64,
        ..seen
    }
}

fn above(peak: Option<u64>, level: Option<u64>) -> Option<u64> {
    Some(peak?.saturating_sub(level?))
}

fn owned_pairs<V: Clone>(pairs: &[(&'static str, V)]) -> Named<V> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect()
}
