//! From look to look there are more live objects.

use residue_ledger::Row;

use super::live::is_live;
use super::{Evidence, Finding, Reading, Threshold, Verdict};
use crate::run::Phase;

/// Phases of a program are no looks at one state: two of them, of which the
/// second holds more, are how any work begins.
const PHASES: usize = 3;
const LOOKS: usize = 2;

/// Growth from one look to the next, in bytes, that is no breathing.
const STEP: u64 = 64 * 1024;

pub(super) fn find(
    reading: &Reading<'_>,
    found: &[Finding],
) -> Option<Finding> {
    let looks = reading.looks;
    let is_probe = reading.start.is_some();
    let least = if is_probe { PHASES } else { LOOKS };
    let goes_on = looks.len() >= least && reading.after.is_empty();
    if !goes_on || !looks.is_sorted_by(rises) {
        return None;
    }
    let first = looks.first()?;
    let mut finding = reading.finding(Verdict::Growth);
    let now = reading.collect(Verdict::Live, found, is_live);
    for row in Row::ALL.into_iter().filter(|&row| is_live(row)) {
        let before = first.ledger.get(row).unwrap_or(0);
        let grown = now.claims(row).saturating_sub(before);
        if grown > 0 {
            finding.add(row, grown);
        }
    }
    finding.blamed = finding.bytes;
    let (looks, from) = (looks.len(), live(first)?);
    finding.evidence.push(Evidence::Grew {
        looks,
        from,
        to: live(reading.at)?,
    });
    Threshold::of(Verdict::Growth)
        .is_reached(finding.bytes, reading.at.net_resident())
        .then_some(finding)
}

fn rises(one: &Phase, next: &Phase) -> bool {
    match (live(one), live(next)) {
        (Some(one), Some(next)) => next > one.saturating_add(STEP),
        _ => false,
    }
}

/// Resident live bytes, without the room of containers.
fn live(at: &Phase) -> Option<u64> {
    let rows = at.ledger.known().filter(|&(row, _)| is_live(row));
    rows.map(|(_, bytes)| bytes).reduce(u64::saturating_add)
}
