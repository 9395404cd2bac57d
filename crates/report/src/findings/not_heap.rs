//! Files, stacks and shared memory, which no allocator gave out.

use residue_ledger::{Group, NotHeapKind, Row};

use super::{Evidence, Finding, Reading, Threshold, Verdict};

/// The largest parts that are named one by one.
const NAMED: usize = 8;

pub(super) fn find(
    reading: &Reading<'_>,
    found: &[Finding],
) -> Option<Finding> {
    let mut finding = reading.claim(Verdict::NotHeap, found, is_not_heap)?;
    let parts = || reading.outside.into_iter().flat_map(|of| &of.parts);
    // No process can do without its program and its libraries.
    let code = parts().filter(|part| part.kind == NotHeapKind::Code);
    let code = code.map(|part| part.resident).fold(0, u64::saturating_add);
    finding.blamed = finding.blamed.min(finding.bytes.saturating_sub(code));
    let least = Threshold::of(Verdict::NotHeap);
    if !least.is_reached(finding.blamed, reading.at.net_resident()) {
        return None;
    }
    let parts = parts();
    let parts = parts.filter(|part| part.resident > 0).take(NAMED);
    finding.evidence.extend(parts.cloned().map(Evidence::NotHeap));
    Some(finding)
}

fn is_not_heap(row: Row) -> bool {
    row.group() == Group::Program
}
