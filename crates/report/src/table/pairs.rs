//! The pairs of a comparison, by what there is to say of them.

use crate::diff::{Diff, Pair, Presence, Verdict};

/// The pairs of a comparison that are not the same, each in its order.
#[derive(Default)]
pub(crate) struct Pairs<'a> {
    /// With figures beyond noise.
    pub(crate) changed: Vec<&'a Pair>,
    /// That could not be compared, for a reason of their own.
    pub(crate) refused: Vec<&'a Pair>,
    /// That only the old side has.
    pub(crate) only_old: Vec<&'a Pair>,
    /// That only the new side has.
    pub(crate) only_new: Vec<&'a Pair>,
}

impl<'a> Pairs<'a> {
    /// The pairs of `diff`.
    pub(crate) fn of(diff: &'a Diff) -> Pairs<'a> {
        let mut pairs = Pairs::default();
        for pair in &diff.pairs {
            match pair.presence {
                Presence::OnlyOld => pairs.only_old.push(pair),
                Presence::OnlyNew => pairs.only_new.push(pair),
                Presence::Both if has_own_reason(pair) => {
                    pairs.refused.push(pair);
                }
                Presence::Both if is_changed(pair) => pairs.changed.push(pair),
                Presence::Both => {}
            }
        }
        pairs
    }
}

fn has_own_reason(pair: &Pair) -> bool {
    !pair.refused.is_empty() || pair.reason.is_some()
}

fn is_changed(pair: &Pair) -> bool {
    let is_shown = || {
        pair.phases.iter().any(|phase| {
            phase.presence != Presence::Both
                || !phase.changes.is_empty()
                || !phase.containers.is_empty()
        })
    };
    pair.verdict > Verdict::WithinNoise && is_shown()
}
