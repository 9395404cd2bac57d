//! Nobody knows who holds the bytes: rows are missing, or no row explains
//! them, or all of it is a profiler's.

use residue_ledger::{NotHeap, NotHeapKind, Row};

use super::{Evidence, Finding, Reading, Threshold, Unread, Verdict};

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
    // From outside some rows are never known, and where the others add up to
    // what is resident, nothing is missing for it.
    let is_whole = reading.outside.is_some() && finding.bytes == 0;
    let missing = at.ledger.unknown().filter(|row| row.absorbed_by().is_none());
    let missing = missing.filter(|_| !is_whole);
    finding.evidence.extend(missing.map(|row| {
        let why = at.absent.get(row.name()).cloned();
        Evidence::Unknown { row, why }
    }));
    add_unread(reading, &mut finding);
    let is_told = finding.bytes == 0 && finding.evidence.is_empty();
    (!is_told).then_some(finding)
}

/// Where an allocator could not be read, memory without a name may be its.
fn add_unread(reading: &Reading<'_>, finding: &mut Finding) {
    let Some(outside) = reading.outside else { return };
    if outside.unread.is_empty() {
        return;
    }
    let parts = outside.parts.iter();
    let parts = parts.filter(|part| may_be_of(&outside.unread, part));
    let bytes = parts.map(|part| part.resident).fold(0, u64::saturating_add);
    let program = reading.at.ledger.get(Row::Program).unwrap_or(0);
    if bytes.min(program) > 0 {
        finding.add(Row::Program, bytes.min(program));
    }
    let least = Threshold::of(Verdict::CannotTell);
    if least.is_reached(finding.bytes, reading.at.net_resident()) {
        finding.blamed = finding.bytes;
    }
    let unread = outside.unread.iter().map(|Unread { name, why }| {
        Evidence::Note(format!("{name} could not be walked: {why}"))
    });
    finding.evidence.extend(unread);
}

/// Whether `part` may be memory of one of `unread`: it has no name, or one
/// that begins with its own, as Go names what it maps.
fn may_be_of(unread: &[Unread], part: &NotHeap) -> bool {
    match part.kind {
        NotHeapKind::Anonymous => true,
        NotHeapKind::Named => {
            let named = part.name.trim_start();
            unread.iter().any(|of| named.starts_with(&of.name))
        }
        _ => false,
    }
}

/// Rows of a profiler's heap say nothing of the program.
fn profilers(reading: &Reading<'_>, found: &[Finding]) -> Finding {
    let mut finding = reading.collect(Verdict::CannotTell, found, |_| true);
    finding.bytes = finding.bytes.max(reading.at.net_resident());
    finding.blamed = finding.bytes;
    finding.evidence.push(Evidence::ProfilersHeap);
    finding
}
