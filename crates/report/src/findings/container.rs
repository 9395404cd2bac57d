//! Containers keep more room than their elements take.

use residue_ledger::{Group, Row};

use super::{Evidence, Finding, Reading, Verdict};

pub(super) fn find(
    reading: &Reading<'_>,
    found: &[Finding],
) -> Option<Finding> {
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
