//! The program holds live objects: elements, and what no container declares.

use residue_ledger::{Group, Row};

use super::{Finding, Reading, Verdict};

pub(super) fn find(
    reading: &Reading<'_>,
    found: &[Finding],
) -> Option<Finding> {
    reading.claim(Verdict::Live, found, is_live)
}

pub(super) fn is_live(row: Row) -> bool {
    matches!(row.group(), Group::Elements | Group::Other)
}
