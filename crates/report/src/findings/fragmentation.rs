//! The allocator loses room between and beside live objects: free bytes on
//! their pages, what they were given beyond their size, and its own tables.

use residue_ledger::{Group, Row};

use super::{Finding, Reading, Verdict};

pub(super) fn find(
    reading: &Reading<'_>,
    found: &[Finding],
) -> Option<Finding> {
    reading.claim(Verdict::AllocatorFragmentation, found, is_lost)
}

fn is_lost(row: Row) -> bool {
    row.group() == Group::Allocator && row != Row::Cached
}
