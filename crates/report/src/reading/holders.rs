//! Who holds the resident bytes of a phase, in clauses, by what was found.

use std::cmp::Reverse;

use crate::findings::{Evidence, Finding};
use crate::run::Phase;
use residue_ledger::{Group, Ledger, Row};
use residue_present::counted;
use residue_present::{Bytes, Count};

/// The holders that a reading names, each for a group of the ledger.
const NAMED: [Group; 4] =
    [Group::Container, Group::Allocator, Group::Other, Group::Program];

/// Who holds the most, first; those below a hundredth are left out. Then what
/// cannot be told, and what nobody holds.
pub(super) fn clauses(at: &Phase, found: &[Finding]) -> String {
    let rows = rows(found);
    let missing = missing(found);
    let is_known =
        |group: &Group| !missing.iter().any(|(row, _)| row.group() == *group);
    let mut holders: Vec<_> = NAMED
        .into_iter()
        .filter(is_known)
        .map(|group| (held_by(group, &rows), group))
        .filter(|&(bytes, _)| bytes > at.net_resident() / 100)
        .collect();
    holders.sort_by_key(|&(bytes, _)| Reverse(bytes));
    let known: Vec<_> = holders
        .into_iter()
        .enumerate()
        .map(|(index, (bytes, group))| {
            let name = subject(at, group);
            let verb = verb(at, group, index == 0);
            let remark = remark(at, &rows, group, bytes);
            format!("{name}{verb} {}{remark}", Bytes(bytes))
        })
        .collect();
    let known = (!known.is_empty()).then(|| known.join(", "));
    let parts = [known, unknown(at, &missing), unexplained(at, found)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// The bytes of each row that findings claim, in the order of the rows.
pub(super) fn rows(found: &[Finding]) -> Vec<(Row, u64)> {
    let of_row = |row| {
        (row, found.iter().map(|finding| finding.claims(row)).sum::<u64>())
    };
    Row::ALL.map(of_row).into()
}

/// The rows that are not known, and why.
fn missing(found: &[Finding]) -> Vec<(Row, Option<&str>)> {
    let evidence = found.iter().flat_map(|finding| &finding.evidence);
    let unknown = evidence.filter_map(|evidence| match evidence {
        Evidence::Unknown { row, why } => Some((*row, why.as_deref())),
        _ => None,
    });
    // One that stands in another row leaves nothing out.
    unknown.filter(|(row, _)| row.absorbed_by().is_none()).collect()
}

fn held_by(group: Group, rows: &[(Row, u64)]) -> u64 {
    let of_group = rows.iter().filter(|(row, _)| row.group() == group);
    of_group.fold(0, |sum, &(_, bytes)| sum.saturating_add(bytes))
}

fn verb(at: &Phase, group: Group, first: bool) -> &'static str {
    let many = match group {
        Group::Other => true,
        Group::Container => at.containers.len() > 1,
        _ => false,
    };
    match (first, many) {
        (false, _) => "",
        (true, true) => " hold",
        (true, false) => " holds",
    }
}

fn subject(at: &Phase, group: Group) -> &'static str {
    match group {
        Group::Container if at.containers.len() > 1 => "the containers",
        Group::Container => "the container",
        Group::Other => "other live objects",
        Group::Allocator => "the allocator",
        Group::Elements => "the elements",
        Group::Program => "the process itself",
    }
}

fn remark(at: &Phase, rows: &[(Row, u64)], group: Group, bytes: u64) -> String {
    let parts = match group {
        Group::Container => rooms(at),
        Group::Allocator => kinds(rows, bytes / 10),
        _ => Vec::new(),
    };
    match parts.is_empty() {
        true => String::new(),
        false => format!(" ({})", parts.join(", ")),
    }
}

/// The room of each container that holds a notable part of all slack.
fn rooms(at: &Phase) -> Vec<String> {
    let all: u128 = at.containers.iter().map(|c| u128::from(c.slack)).sum();
    at.containers
        .iter()
        .filter(|c| c.capacity > 0 && u128::from(c.slack) > all / 10)
        .map(|c| {
            let elements = counted(c.elements, "element");
            format!("{}: {elements}, room for {}", c.name, Count(c.capacity))
        })
        .collect()
}

/// The allocator's rows above `least`, the largest first.
fn kinds(rows: &[(Row, u64)], least: u64) -> Vec<String> {
    let mut kinds: Vec<_> = rows
        .iter()
        .filter(|(row, _)| row.group() == Group::Allocator)
        .filter(|&&(_, bytes)| bytes > least)
        .collect();
    kinds.sort_by_key(|&&(_, bytes)| Reverse(bytes));
    kinds
        .into_iter()
        .map(|&(row, bytes)| format!("{} {}", Bytes(bytes), row.title()))
        .collect()
}

fn unknown(at: &Phase, missing: &[(Row, Option<&str>)]) -> Option<String> {
    let is_missing =
        |group: &Group| missing.iter().any(|(row, _)| row.group() == *group);
    let groups: Vec<_> = NAMED.into_iter().filter(is_missing).collect();
    let names: Vec<_> =
        groups.iter().map(|&group| subject(at, group)).collect();
    let (last, others) = names.split_last()?;
    let names = match others {
        [] => (*last).to_owned(),
        _ => format!("{} and {last}", others.join(", ")),
    };
    let of_them =
        missing.iter().filter(|(row, _)| groups.contains(&row.group()));
    let reason = of_them.filter_map(|&(_, why)| why).next();
    let reason = reason.map_or(String::new(), |why| format!(" ({why})"));
    let is_one = groups.len() == 1 && verb(at, groups[0], true) == " holds";
    let verb = if is_one { "holds" } else { "hold" };
    Some(format!("how much {names} {verb} is not known{reason}"))
}

fn unexplained(at: &Phase, found: &[Finding]) -> Option<String> {
    let evidence = found.iter().flat_map(|finding| &finding.evidence);
    let residual =
        evidence.into_iter().find_map(|evidence| match evidence {
            Evidence::Residual(bytes) => Some(*bytes),
            _ => None,
        })?;
    let bytes = residual.unsigned_abs();
    (bytes > Ledger::tolerance(at.resident)).then(|| match residual > 0 {
        true => format!("no row explains {}", Bytes(bytes)),
        false => format!("the rows add up to {} too much", Bytes(bytes)),
    })
}
