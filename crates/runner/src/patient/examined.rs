//! What was seen of a process, as the report examines it.

use super::live;
use residue_ledger::Cgroup;
use residue_observer::{Counters, HeapSeen, Manner, OutsideSnapshot};
use residue_report::doctor::{
    Checked, Counted, Diagnosis, Examination, Identity, Returned, Walked,
};
use residue_report::findings::{Certainty, Outside};

pub(super) fn examination(
    pid: u32,
    command: String,
    seen: OutsideSnapshot,
    outside: Outside,
    diagnosis: Diagnosis,
    cgroup: Option<Cgroup>,
) -> Examination {
    let live =
        (!seen.heaps.is_empty()).then(|| live::objects(&seen.live, &outside));
    let allocator = identity_of(&seen);
    Examination {
        pid,
        command,
        counted: seen.snapshot.counters.map(counted),
        containers: seen.snapshot.containers,
        allocator,
        allocators: seen.heaps.iter().map(walked).collect(),
        cgroup,
        diagnosis,
        is_of_one_moment: seen.manner != Manner::Running,
        live,
        not_heap: seen.snapshot.not_heap,
        swapped: seen.snapshot.swapped,
        proportional: Some(seen.snapshot.proportional),
        page_tables: seen.page_tables,
        notes: outside.notes,
        ended: None,
    }
}

/// How well the rows of a look are known.
pub(super) fn certainty(seen: &OutsideSnapshot) -> Certainty {
    let is_estimate = seen.heaps.iter().any(|heap| heap.is_estimate);
    match seen.manner {
        _ if is_estimate => Certainty::Estimate,
        Manner::Running => Certainty::Estimate,
        Manner::Rested | Manner::Copied | Manner::Stopped => Certainty::Exact,
    }
}

fn counted(counters: Counters) -> Counted {
    let Counters { allocations, frees, live, total, peak_live } = counters;
    Counted { allocations, frees, live, total, peak_live }
}

/// The program's `malloc`; one that could not be walked is named too, before
/// what serves a runtime beside it.
pub(super) fn identity_of(seen: &OutsideSnapshot) -> Identity {
    let walked = seen.heaps.iter().find(|heap| !heap.is_beside_malloc);
    let refused = || {
        let (name, _) = seen.refused.first()?;
        let name = (*name).to_owned();
        Some(Identity { name, ..Identity::default() })
    };
    let beside = || seen.heaps.first().map(identity);
    let found = walked.map(identity).or_else(refused).or_else(beside);
    found.unwrap_or_default()
}

fn identity(heap: &HeapSeen) -> Identity {
    let allocator = &heap.allocator;
    Identity {
        name: allocator.name.to_owned(),
        version: allocator.version.clone().unwrap_or_default(),
        found_by: allocator.found_by.name().to_owned(),
    }
}

fn walked(heap: &HeapSeen) -> Walked {
    let returned = heap.returns.iter().map(|&(remedy, bytes)| Returned {
        remedy: remedy.name().to_owned(),
        bytes,
    });
    let checked = heap.checks.iter().map(|check| Checked {
        what: check.what.clone(),
        walked: check.walked,
        told: check.told,
    });
    Walked {
        identity: identity(heap),
        module: heap.allocator.module.clone(),
        live: heap.live,
        foreign: heap.foreign,
        rounding: heap.rounding,
        fragmentation: heap.fragmentation,
        cached: heap.cached,
        metadata: heap.metadata,
        returns: returned.collect(),
        shared: heap.shared,
        checks: checked.collect(),
    }
}
