//! The allocator keeps whole pages that the program freed.

use residue_ledger::Row;

use super::{Allocator, Certainty, Evidence, Finding, Reading, Verdict};

pub(super) fn find(
    reading: &Reading<'_>,
    found: &[Finding],
) -> Option<Finding> {
    let is_cached = |row| row == Row::Cached;
    let mut finding =
        reading.claim(Verdict::AllocatorCached, found, is_cached)?;
    for (row, why) in absorbed(reading) {
        finding.certainty = finding.certainty.max(Certainty::Bound);
        finding.evidence.push(Evidence::Unknown { row, why });
    }
    let lazy = reading.at.lazy_free.filter(|&bytes| bytes > 0);
    finding.evidence.extend(lazy.map(Evidence::LazyFree));
    let held = reading.outside.into_iter().flat_map(|outside| &outside.held);
    finding
        .evidence
        .extend(held.map(|&(at, bytes)| Evidence::Held { at, bytes }));
    match reading.outside.and_then(|outside| outside.reclaimable) {
        Some(bytes) => {
            finding.gives_back = Some(bytes);
            // Its remedy collects garbage first, and frees what that finds.
            if reading.allocator == Allocator::Go {
                finding.gives_more = true;
                finding.certainty = finding.certainty.max(Certainty::Bound);
            }
            let shared = reading.outside.map(|outside| outside.shared);
            let shared = shared.filter(|&bytes| bytes > 0);
            finding.evidence.extend(shared.map(Evidence::Shared));
        }
        None => {
            let most = finding.bytes;
            reading.enter_remedy(&mut finding, most);
        }
    }
    Some(finding)
}

/// Rows that are part of cached because nobody tells them apart.
fn absorbed<'a>(
    reading: &'a Reading<'_>,
) -> impl Iterator<Item = (Row, Option<String>)> + 'a {
    let at = reading.at;
    let unknown = at.ledger.unknown();
    let unknown = unknown.filter(|row| row.absorbed_by() == Some(Row::Cached));
    unknown.map(|row| (row, at.absent.get(row.name()).cloned()))
}
