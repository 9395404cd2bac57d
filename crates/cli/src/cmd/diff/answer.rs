//! What a comparison comes to: the exit code, and on standard error what
//! could not be compared and what to do about it.

use crate::exit::{self, Done};
use residue_present::Format;
use residue_report::diff::{
    AcrossKey, Alarm, Diff, Difference, Pair, Presence, Severity,
};
use std::collections::{BTreeMap, BTreeSet};

/// Whether there is anything to show. Annotations say in place what could not
/// be compared.
pub(super) fn is_worth_showing(diff: &Diff, format: Format) -> bool {
    format == Format::Github || diff.pairs.iter().any(|p| compared(diff, p))
}

/// The exit code. What could not be compared outweighs a broken limit, as
/// with tools that search: the answer is not the whole one. `across` is what
/// the user allowed to differ.
pub(crate) fn answer(diff: &Diff, across: &[AcrossKey]) -> Done {
    let refused = tell_refused(diff, across);
    let failed = tell_failed(diff);
    let compared = diff.pairs.iter().any(|pair| compared(diff, pair));
    if refused || failed {
        return Done::InPart;
    }
    if !compared {
        crate::say!(
            "nothing to compare: no probe is on both sides ({} only in {}, \
             {} only in {})",
            diff.summary.only_old,
            diff.old.label,
            diff.summary.only_new,
            diff.new.label
        );
        return Done::InPart;
    }
    if !diff.fails() {
        return Done::Fine;
    }
    tell_broken(diff);
    Done::No
}

/// Says the gravest of the limits that are broken.
fn tell_broken(diff: &Diff) {
    let hard = |alarm: &&Alarm| alarm.severity == Severity::Hard;
    let broken = diff.alarms.iter().filter(hard);
    exit::tell_broken(broken.map(|alarm| alarm.text.as_str()));
}

fn compared(diff: &Diff, pair: &Pair) -> bool {
    pair.presence == Presence::Both
        && diff.refused.is_empty()
        && pair.refused.is_empty()
        && pair.reason.is_none()
}

/// Says each difference that nobody allowed, once, and what allows them.
fn tell_refused(diff: &Diff, across: &[AcrossKey]) -> bool {
    let mut keys = BTreeSet::new();
    for difference in &diff.refused {
        crate::say!("not comparable: {}", said(difference));
        keys.insert(difference.key.as_str());
    }
    for (difference, pairs) in of_pairs(diff) {
        let more = match pairs.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let first = title(pairs[0]);
        crate::say!("{first}{more} not comparable: {difference}");
        keys.extend(
            pairs.iter().flat_map(|p| &p.refused).map(|d| d.key.as_str()),
        );
    }
    if keys.is_empty() {
        return false;
    }
    let given: Vec<_> = across.iter().map(|key| key.name()).collect();
    let all: Vec<_> = given.into_iter().chain(keys).collect();
    crate::say!("to compare in spite of it, pass --across {}", all.join(","));
    true
}

/// What pairs differ in, and which do, in the order of the pairs.
fn of_pairs(diff: &Diff) -> Vec<(String, Vec<&Pair>)> {
    let mut found: Vec<(String, Vec<&Pair>)> = Vec::new();
    let mut index = BTreeMap::new();
    for pair in &diff.pairs {
        if pair.refused.is_empty() {
            continue;
        }
        let parts: Vec<_> = pair.refused.iter().map(said).collect();
        let text = parts.join(", ");
        let at = *index.entry(text.clone()).or_insert_with(|| {
            found.push((text, Vec::new()));
            found.len() - 1
        });
        found[at].1.push(pair);
    }
    found
}

/// Says which probes failed on a side: what crashes must not pass.
fn tell_failed(diff: &Diff) -> bool {
    let both = |pair: &&Pair| pair.presence == Presence::Both;
    let mut failed = false;
    for pair in diff.pairs.iter().filter(both) {
        if let Some(reason) = &pair.reason {
            crate::say!("{} cannot be compared: {reason}", title(pair));
            failed = true;
        }
    }
    failed
}

fn said(difference: &Difference) -> String {
    let Difference { what, old, new, .. } = difference;
    format!("{what} {old}, now {new}")
}

fn title(pair: &Pair) -> String {
    format!("{} on {}", pair.place.scenario, pair.place.backend)
}
