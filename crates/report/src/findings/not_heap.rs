//! Files, stacks and shared memory, which no allocator gave out.

use residue_ledger::{Group, Row};

use super::{Finding, Reading, Verdict};

pub(super) fn find(
    reading: &Reading<'_>,
    found: &[Finding],
) -> Option<Finding> {
    reading.claim(Verdict::NotHeap, found, is_not_heap)
}

fn is_not_heap(row: Row) -> bool {
    row.group() == Group::Program
}
