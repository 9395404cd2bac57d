//! Files, stacks and shared memory, which no allocator gave out.

use residue_ledger::{Group, Row};

use super::{Evidence, Finding, Reading, Verdict};

/// The largest parts that are named one by one.
const NAMED: usize = 8;

pub(super) fn find(
    reading: &Reading<'_>,
    found: &[Finding],
) -> Option<Finding> {
    let mut finding = reading.claim(Verdict::NotHeap, found, is_not_heap)?;
    let parts = reading.outside.into_iter().flat_map(|outside| &outside.parts);
    let parts = parts.filter(|part| part.resident > 0).take(NAMED);
    finding.evidence.extend(parts.cloned().map(Evidence::NotHeap));
    Some(finding)
}

fn is_not_heap(row: Row) -> bool {
    row.group() == Group::Program
}
