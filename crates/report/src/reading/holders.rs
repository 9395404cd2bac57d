//! Who holds the resident bytes of a phase, in clauses.

use std::cmp::Reverse;

use crate::run::Phase;
use crate::text::counted;
use crate::units::{Bytes, Count};
use residue_ledger::{Group, Ledger, Row};

/// The holders that a reading names, each for a group of the ledger.
const NAMED: [Group; 4] =
    [Group::Container, Group::Allocator, Group::Other, Group::Program];

/// Who holds the most, first; those below a hundredth are left out. Then what
/// cannot be told, and what nobody holds.
pub(super) fn clauses(at: &Phase) -> String {
    let mut holders: Vec<_> = NAMED
        .into_iter()
        .filter_map(|group| Some((at.ledger.held_by(group)?, group)))
        .filter(|&(bytes, _)| bytes > at.net_resident() / 100)
        .collect();
    holders.sort_by_key(|&(bytes, _)| Reverse(bytes));
    let known: Vec<_> = holders
        .into_iter()
        .enumerate()
        .map(|(index, (bytes, group))| clause(at, group, bytes, index == 0))
        .collect();
    let known = (!known.is_empty()).then(|| known.join(", "));
    let parts = [known, unknown(at), unexplained(at)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn clause(at: &Phase, group: Group, bytes: u64, first: bool) -> String {
    let many = match group {
        Group::Other => true,
        Group::Container => at.containers.len() > 1,
        _ => false,
    };
    let verb = match (first, many) {
        (false, _) => "",
        (true, true) => " hold",
        (true, false) => " holds",
    };
    let name = subject(at, group);
    format!("{name}{verb} {}{}", Bytes(bytes), remark(at, group, bytes))
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

fn remark(at: &Phase, group: Group, bytes: u64) -> String {
    let parts = match group {
        Group::Container => rooms(at),
        Group::Allocator => kinds(at, bytes / 10),
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
fn kinds(at: &Phase, least: u64) -> Vec<String> {
    let mut rows: Vec<_> = Row::ALL
        .into_iter()
        .filter(|row| row.group() == Group::Allocator)
        .filter_map(|row| Some((at.ledger.get(row)?, row)))
        .filter(|&(bytes, _)| bytes > least)
        .collect();
    rows.sort_by_key(|&(bytes, _)| Reverse(bytes));
    rows.into_iter()
        .map(|(bytes, row)| format!("{} {}", Bytes(bytes), row.title()))
        .collect()
}

fn unknown(at: &Phase) -> Option<String> {
    let groups: Vec<_> = NAMED
        .into_iter()
        .filter(|&group| at.ledger.held_by(group).is_none())
        .collect();
    let names: Vec<_> =
        groups.iter().map(|&group| subject(at, group)).collect();
    let (last, others) = names.split_last()?;
    let names = match others {
        [] => (*last).to_owned(),
        _ => format!("{} and {last}", others.join(", ")),
    };
    let reason = Row::ALL
        .into_iter()
        .filter(|row| groups.contains(&row.group()))
        .find_map(|row| at.absent.get(row.name()));
    let reason = reason.map_or(String::new(), |why| format!(" ({why})"));
    Some(format!("what {names} may hold cannot be told{reason}"))
}

fn unexplained(at: &Phase) -> Option<String> {
    let residual = at.ledger.residual?;
    let bytes = residual.unsigned_abs();
    (bytes > Ledger::tolerance(at.resident)).then(|| match residual > 0 {
        true => format!("no row explains {}", Bytes(bytes)),
        false => format!("rows explain {} too much", Bytes(bytes)),
    })
}
