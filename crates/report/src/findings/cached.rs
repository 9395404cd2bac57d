//! The allocator keeps whole pages that the program freed.

use residue_ledger::Row;

use super::model::{Keeper, cached_by};
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
            let keeper = keeper(reading, finding.bytes, bytes);
            finding.remedies = cached_by(keeper, reading.allocator);
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

/// Who keeps most of so many bytes, of which the remedy gives back some.
fn keeper(reading: &Reading<'_>, bytes: u64, given_back: u64) -> Keeper {
    let pinned = reading.outside.map_or(0, |outside| outside.pinned);
    let held = reading.outside.into_iter().flat_map(|outside| &outside.held);
    let held = held.map(|&(_, bytes)| bytes).fold(0, u64::saturating_add);
    let rest = [pinned, held, given_back];
    let arenas = rest.into_iter().fold(bytes, u64::saturating_sub);
    let all = [
        (arenas, Keeper::Arenas),
        (held, Keeper::ThreadCaches),
        (pinned, Keeper::Runtime),
        (given_back, Keeper::FreeLists),
    ];
    let most = all.into_iter().max_by_key(|(bytes, _)| *bytes);
    most.map_or(Keeper::FreeLists, |(_, keeper)| keeper)
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
