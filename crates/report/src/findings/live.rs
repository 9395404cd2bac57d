//! The program holds live objects: elements, and what no container declares.

use residue_ledger::{Group, Row};

use super::{Evidence, Finding, Reading, Verdict};

/// The types that are named, those with most bytes first.
const NAMED: usize = 4;

/// Types of fewer bytes than a hundredth of what was found are not.
const LEAST: u64 = 100;

/// What an interpreter holds before it runs anything.
const OF_RUNTIME: u64 = 8 << 20;

pub(super) fn find(
    reading: &Reading<'_>,
    found: &[Finding],
) -> Option<Finding> {
    let mut finding = reading.claim(Verdict::Live, found, is_live)?;
    let has_runtime = reading.outside.is_some_and(|of| of.has_runtime);
    if has_runtime && finding.bytes < OF_RUNTIME {
        return None;
    }
    let types = reading.outside.into_iter().flat_map(|of| &of.types);
    let large = types.filter(|of| of.bytes >= finding.bytes / LEAST);
    let named: Vec<_> = large.take(NAMED).cloned().collect();
    finding.evidence.extend(named.into_iter().map(Evidence::Type));
    Some(finding)
}

pub(super) fn is_live(row: Row) -> bool {
    matches!(row.group(), Group::Elements | Group::Other)
}
