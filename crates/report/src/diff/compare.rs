//! The comparison as a whole.

use super::alarms::alarms;
use super::drift::union;
use super::headline::headlines;
use super::method::method;
use super::pairing;
use super::pairs::{Pairs, failures, groups};
use super::places::Places;
use super::tally::ChangeCounter;
use super::{Diff, Difference, Options, Side, environment};

/// Holds two sides against each other. When they change places, every
/// difference changes its sign and nothing else.
pub fn compare(old: &Side, new: &Side, options: &Options) -> Diff {
    let mut diff = Diff {
        old: old.summary.clone(),
        new: new.summary.clone(),
        method: method(&union(&old.drifts, &new.drifts), options),
        ..Diff::default()
    };
    environments(&mut diff, old, new, options);
    let places = Places::of(&old.groups, &new.groups);
    let mut pairs = Pairs {
        old,
        new,
        options,
        comparable: diff.refused.is_empty(),
        tally: ChangeCounter::default(),
    };
    for matched in pairing::matches(&old.groups, &new.groups, options) {
        let (old, new) = groups(matched.sides, old, new);
        let Some(shown) = new.or(old) else { continue };
        let place = places.place(&shown.key);
        let both = old.zip(new);
        diff.noted
            .extend(both.and_then(|(old, new)| failures(&place, old, new)));
        diff.pairs.push(pairs.pair(matched, place));
    }
    diff.summary = pairs.tally.summary;
    state_crossed(&mut diff);
    diff.headlines = headlines(&diff.pairs);
    diff.alarms = alarms(&options.limits, &diff.pairs);
    diff
}

/// Sorts what the environments differ in into allowed, refused and noted.
fn environments(diff: &mut Diff, old: &Side, new: &Side, options: &Options) {
    let mut found = Vec::new();
    if let (Some(old), Some(new)) = (&old.environment, &new.environment) {
        found = environment::refusals(old, new);
        diff.noted = environment::notes(old, new);
    }
    found.extend(old.disagreements.iter().cloned());
    found.extend(new.disagreements.iter().cloned());
    (diff.across, diff.refused) =
        found.into_iter().partition(|at| options.crosses(&at.key));
}

/// What pairs crossed stands at the top as well, each once.
fn state_crossed(diff: &mut Diff) {
    let mut seen: std::collections::HashSet<&Difference> =
        diff.across.iter().collect();
    let crossed: Vec<_> = diff
        .pairs
        .iter()
        .flat_map(|pair| &pair.across)
        .filter(|difference| seen.insert(difference))
        .cloned()
        .collect();
    diff.across.extend(crossed);
}
