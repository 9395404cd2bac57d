//! Containers keep more room than their elements take.

use residue_ledger::{Group, Row};

use super::{Certainty, Evidence, Finding, Reading, Threshold, Verdict};

/// The tables that are named one by one, those with most slack first.
const NAMED: usize = 8;

pub(super) fn find(
    reading: &Reading<'_>,
    found: &[Finding],
) -> Option<Finding> {
    match (declared(reading, found), undeclared(reading, found)) {
        (Some(one), Some(other)) => Some(both(one, other)),
        (one, other) => one.or(other),
    }
}

/// What containers say of themselves, and what is seen of others: they lie in
/// different rows.
fn both(mut one: Finding, other: Finding) -> Finding {
    one.bytes = one.bytes.saturating_add(other.bytes);
    one.blamed = one.blamed.saturating_add(other.blamed);
    one.evidence.extend(other.evidence);
    let back = one.gives_back.zip(other.gives_back);
    one.gives_back = back.map(|(one, other)| one.saturating_add(other));
    one.certainty = one.certainty.max(other.certainty);
    one
}

/// By what containers say of themselves.
fn declared(reading: &Reading<'_>, found: &[Finding]) -> Option<Finding> {
    let mut finding = reading.claim(Verdict::Container, found, is_room)?;
    let all = reading.at.containers.iter();
    let with_room = all.filter(|container| container.slack > 0);
    finding.evidence.extend(with_room.cloned().map(Evidence::Container));
    let most = finding.bytes;
    reading.enter_remedy(&mut finding, most);
    Some(finding)
}

fn is_room(row: Row) -> bool {
    row.group() == Group::Container
}

/// By tables among the live objects, which show how full they are.
fn undeclared(reading: &Reading<'_>, found: &[Finding]) -> Option<Finding> {
    let tables = &reading.outside?.tables;
    let slack = tables.iter().map(|table| table.slack);
    let slack = slack.fold(0, u64::saturating_add);
    let least = Threshold::of(Verdict::Container);
    if !least.is_reached(slack, reading.at.net_resident()) {
        return None;
    }
    let mut finding = reading.finding(Verdict::Container);
    let mut rest = slack;
    for row in [Row::OtherLive, Row::ForeignLive] {
        let claimed = found.iter().map(|finding| finding.claims(row));
        let live = reading.at.ledger.get(row).unwrap_or(0);
        let bytes = claimed.fold(live, u64::saturating_sub).min(rest);
        if bytes > 0 {
            finding.add(row, bytes);
            rest -= bytes;
        }
    }
    finding.blamed = finding.bytes;
    let named = tables.iter().take(NAMED).copied();
    finding.evidence.extend(named.map(Evidence::Table));
    let rest = tables.get(NAMED..).unwrap_or_default();
    if !rest.is_empty() {
        let slack = rest.iter().map(|table| table.slack);
        let slack = slack.fold(0, u64::saturating_add);
        let count = rest.len();
        finding.evidence.push(Evidence::MoreTables { count, slack });
    }
    finding.gives_back = Some(finding.bytes);
    let weakest = tables.iter().map(|table| table.certainty).max();
    finding.certainty = weakest.unwrap_or(Certainty::Bound);
    Some(finding)
}
