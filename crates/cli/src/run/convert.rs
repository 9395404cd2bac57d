//! What the observer saw, as the report stores it.

use residue_observer::{ContainerSnapshot, PageHolder, PageMap, Snapshot};
use residue_report::pages::{Cell, HeapPages, Holder, PageSpan, Slot};
use residue_report::{ContainerRow, Ledger, Named, Phase, Row};
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
    let live = counters.map(|counters| counters.live);
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
        ledger: ledger(snapshot),
        untouched: snapshot.untouched,
        swapped: Some(snapshot.swapped),
        lazy_free: Some(snapshot.lazy_free),
        containers: snapshot.containers.iter().map(container).collect(),
        allocator: owned_pairs(&snapshot.statistics),
        absent: owned_pairs(&snapshot.absent),
    }
}

/// The page map of a phase.
pub(crate) fn pages(map: PageMap) -> HeapPages {
    let page_size = map.page_size;
    let slots = map.slots.into_iter().map(|slot| Slot {
        holder: holder(slot.holder),
        live: slot.live,
        payload: slot.payload,
    });
    let spans = map.spans.into_iter().map(|span| PageSpan {
        first: span.start,
        count: span.end - span.start,
    });
    let cells = map.pages.into_iter().map(|page| {
        Cell::new(usize::from(page.slot), u64::from(page.live), page_size)
    });
    HeapPages {
        page_size,
        slots: slots.collect(),
        spans: spans.collect(),
        cells: cells.collect(),
    }
}

fn holder(holder: PageHolder) -> Holder {
    match holder {
        PageHolder::Nobody => Holder::Nobody,
        PageHolder::Allocator => Holder::Allocator,
        PageHolder::Other => Holder::Other,
        PageHolder::Container(name) => Holder::Container(name),
        PageHolder::Containers => Holder::Containers,
    }
}

fn above(peak: Option<u64>, level: Option<u64>) -> Option<u64> {
    Some(peak?.saturating_sub(level?))
}

fn ledger(snapshot: &Snapshot) -> Ledger {
    let seen = &snapshot.ledger;
    let mut ledger = Ledger::default();
    ledger.set(Row::Payload, seen.payload);
    ledger.set(Row::Slack, seen.slack);
    ledger.set(Row::OtherLive, seen.other_live);
    ledger.set(Row::Rounding, seen.rounding);
    ledger.set(Row::Fragmentation, seen.fragmentation);
    ledger.set(Row::Cached, seen.cached);
    ledger.set(Row::Metadata, seen.metadata);
    ledger.set(Row::Program, seen.program);
    ledger.residual = seen.residual;
    ledger
}

fn container(seen: &ContainerSnapshot) -> ContainerRow {
    ContainerRow {
        name: seen.name.clone(),
        live: seen.live,
        payload: seen.payload,
        slack: seen.slack,
        elements: seen.elements,
        capacity: seen.capacity,
    }
}

fn owned_pairs<V: Clone>(pairs: &[(&'static str, V)]) -> Named<V> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect()
}
