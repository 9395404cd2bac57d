//! What could not be compared, in words, and what to do about it.

use super::{AcrossKey, Diff, Difference, Pair, Presence};
use std::collections::{BTreeMap, BTreeSet};

impl Diff {
    /// Why the answer is not the whole one, a sentence each; none where all
    /// was compared. `across` is what the user allowed to differ.
    pub fn objections(&self, across: &[AcrossKey]) -> Vec<String> {
        let mut found = refused(self, across);
        found.extend(failed(self));
        if found.is_empty() && !self.compares_anything() {
            found.push(format!(
                "nothing to compare: no probe is on both sides ({} only in \
                 {}, {} only in {})",
                self.summary.only_old,
                self.old.label,
                self.summary.only_new,
                self.new.label
            ));
        }
        found
    }

    /// Whether any probe of one side was held against one of the other.
    pub fn compares_anything(&self) -> bool {
        let is_compared = |pair: &Pair| {
            pair.presence == Presence::Both
                && pair.refused.is_empty()
                && pair.reason.is_none()
        };
        self.refused.is_empty() && self.pairs.iter().any(is_compared)
    }
}

/// Each difference that nobody allowed, once, and what allows them.
fn refused(diff: &Diff, across: &[AcrossKey]) -> Vec<String> {
    let of_run = diff.refused.iter();
    let mut found: Vec<_> =
        of_run.map(|of| format!("not comparable: {}", said(of))).collect();
    let mut keys: BTreeSet<_> =
        diff.refused.iter().map(|of| of.key.as_str()).collect();
    for (difference, pairs) in of_pairs(diff) {
        let more = match pairs.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let first = title(pairs[0]);
        found.push(format!("{first}{more} not comparable: {difference}"));
        keys.extend(
            pairs.iter().flat_map(|p| &p.refused).map(|d| d.key.as_str()),
        );
    }
    if !keys.is_empty() {
        let given = across.iter().map(|key| key.name());
        let all: Vec<_> = given.chain(keys).collect();
        let all = all.join(",");
        found.push(format!("to compare in spite of it, pass --across {all}"));
    }
    found
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

/// The probes that failed on a side: what crashes must not pass.
fn failed(diff: &Diff) -> impl Iterator<Item = String> {
    let both = |pair: &&Pair| pair.presence == Presence::Both;
    diff.pairs.iter().filter(both).filter_map(|pair| {
        let reason = pair.reason.as_ref()?;
        Some(format!("{} cannot be compared: {reason}", title(pair)))
    })
}

fn said(difference: &Difference) -> String {
    let Difference { what, old, new, .. } = difference;
    format!("{what} {old}, now {new}")
}

fn title(pair: &Pair) -> String {
    format!("{} on {}", pair.place.scenario, pair.place.backend)
}
