//! What is told beside the ledger, as evidence for findings.

use residue_ledger::NotHeap;
use residue_observer::{HeapSeen, OutsideSnapshot, TableSeen, TypeSeen};
use residue_report::findings::{
    Certainty, FoundTable, FoundType, Outside, Unread,
};
use std::collections::BTreeMap;

/// All that is told beside the ledger.
pub(super) fn of(seen: &OutsideSnapshot) -> Outside {
    let mut held = BTreeMap::<_, u64>::new();
    for (holder, bytes) in seen.heaps.iter().flat_map(|heap| &heap.held) {
        *held.entry(*holder).or_default() += bytes;
    }
    let held = held.into_iter().filter(|&(_, bytes)| bytes > 0);
    let unread = seen.refused.iter().map(|(name, why)| Unread {
        name: (*name).to_owned(),
        why: why.to_string(),
    });
    let notes = seen.heaps.iter().flat_map(|heap| {
        let name = heap.allocator.name;
        heap.notes.iter().map(move |note| format!("{name}: {note}"))
    });
    Outside {
        tables: seen.live.tables.iter().map(found_table).collect(),
        types: seen.live.types.iter().map(found_type).collect(),
        parts: parts(&seen.snapshot.not_heap),
        held: held.map(|(holder, bytes)| (holder.name(), bytes)).collect(),
        has_runtime: seen.heaps.iter().any(|heap| heap.is_beside_malloc),
        pinned: pinned(&seen.heaps),
        reclaimable: reclaimable(&seen.heaps),
        shared: seen.heaps.iter().filter_map(|heap| heap.shared).sum(),
        unread: unread.collect(),
        notes: notes.collect(),
    }
}

fn parts(not_heap: &[NotHeap]) -> Vec<NotHeap> {
    not_heap.iter().filter(|part| part.resident > 0).cloned().collect()
}

/// What of runtimes beside `malloc` no remedy gives back.
fn pinned(heaps: &[HeapSeen]) -> u64 {
    let runtimes = heaps.iter().filter(|heap| heap.is_beside_malloc);
    let kept = runtimes.map(|heap| {
        let returned = heap.returns.iter().map(|(_, bytes)| bytes);
        heap.cached.saturating_sub(returned.sum())
    });
    kept.sum()
}

/// What all remedies together would give back; unknown where an allocator
/// tells of none.
fn reclaimable(heaps: &[HeapSeen]) -> Option<u64> {
    let each = heaps.iter().map(|heap| {
        let bytes = heap.returns.iter().map(|(_, bytes)| bytes);
        (!heap.returns.is_empty()).then(|| bytes.sum::<u64>())
    });
    each.reduce(|one, other| Some(one?.saturating_add(other?)))?
}

fn found_table(seen: &TableSeen) -> FoundTable {
    let table = &seen.table;
    FoundTable {
        kind: table.kind.name(),
        address: table.address,
        elements: table.elements,
        capacity: table.capacity,
        element: table.element,
        resident: seen.resident,
        slack: seen.slack(),
        certainty: match table.kind.is_told_by_itself() {
            true => Certainty::Bound,
            false => Certainty::Estimate,
        },
    }
}

fn found_type(seen: &TypeSeen) -> FoundType {
    FoundType {
        name: seen.name.clone(),
        size: seen.size,
        objects: seen.objects,
        bytes: seen.bytes(),
        certainty: match seen.is_exact {
            true => Certainty::Exact,
            false => Certainty::Estimate,
        },
    }
}
