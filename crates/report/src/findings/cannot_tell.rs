//! Nobody knows who holds the bytes: rows are missing, or no row explains
//! them, or all of it is a profiler's.

use super::{Evidence, Finding, Reading, Threshold, Verdict};

pub(super) fn find(
    reading: &Reading<'_>,
    found: &[Finding],
) -> Option<Finding> {
    if reading.is_profilers {
        return Some(profilers(reading, found));
    }
    let at = reading.at;
    let known = at.ledger.known().map(|(_, bytes)| bytes);
    let known = known.fold(0, u64::saturating_add);
    let mut finding = reading.finding(Verdict::CannotTell);
    finding.bytes = at.net_resident().saturating_sub(known);
    let least = Threshold::of(Verdict::CannotTell);
    if least.is_reached(finding.bytes, at.net_resident()) {
        finding.blamed = finding.bytes;
    }
    let residual = at.ledger.residual.filter(|&bytes| bytes != 0);
    finding.evidence.extend(residual.map(Evidence::Residual));
    let missing = at.ledger.unknown().filter(|row| row.absorbed_by().is_none());
    finding.evidence.extend(missing.map(|row| {
        let why = at.absent.get(row.name()).cloned();
        Evidence::Unknown { row, why }
    }));
    let is_told = finding.bytes == 0 && finding.evidence.is_empty();
    (!is_told).then_some(finding)
}

/// Rows of a profiler's heap say nothing of the program.
fn profilers(reading: &Reading<'_>, found: &[Finding]) -> Finding {
    let mut finding = reading.collect(Verdict::CannotTell, found, |_| true);
    finding.bytes = finding.bytes.max(reading.at.net_resident());
    finding.blamed = finding.bytes;
    finding.evidence.push(Evidence::ProfilersHeap);
    finding
}
