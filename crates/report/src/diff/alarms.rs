//! The limits that a comparison breaks.

use std::cell::OnceCell;

use residue_compare::{Rank, gravest, gravest_first};

use super::headline::Labels;
use super::metric::show;
use super::{Alarm, Change, Limit, Limits, Pair, PhaseDiff, Verdict};

/// What breaks a limit, the gravest first.
pub(super) fn alarms(limits: &Limits, pairs: &[Pair]) -> Vec<Alarm> {
    let labels = Labels::of(pairs);
    let limits = limits.in_force();
    let mut alarms = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        let on: Vec<_> = limits
            .iter()
            .filter(|limit| limit.scope().are_of(&pair.place))
            .collect();
        if on.is_empty() {
            continue;
        }
        let label = OnceCell::new();
        let label = || label.get_or_init(|| labels.label(&pair.place));
        alarms.extend(regressions(pair).filter_map(|(phase, change)| {
            alarm(at, || label().as_str(), phase, change, &on)
        }));
    }
    gravest_first(alarms)
}

/// Every figure of a pair that grew beyond noise.
fn regressions(pair: &Pair) -> impl Iterator<Item = (&PhaseDiff, &Change)> {
    pair.phases.iter().flat_map(|phase| {
        let changes = phase.changes.iter();
        changes
            .filter(|change| change.verdict == Verdict::Regressed)
            .map(move |change| (phase, change))
    })
}

/// The alarm that a change of a pair is, if it breaks one of the `limits`.
fn alarm<'a>(
    pair: usize,
    label: impl Fn() -> &'a str,
    phase: &PhaseDiff,
    change: &Change,
    limits: &[&Limit],
) -> Option<(Rank, Alarm)> {
    let metric = change.metric;
    let (old, new) = (change.old?.value, change.new?.value);
    let limits = limits.iter().copied();
    let limits = limits.filter(|limit| limit.scope().has(&phase.name));
    let breach = gravest(limits, metric, old, new)?;
    let what = format!("{}, at {}", label(), phase.name);
    let alarm = Alarm {
        severity: breach.limit.severity(),
        pair,
        phase: phase.name.clone(),
        metric,
        container: None,
        limit: breach.limit.to_string(),
        text: breach
            .text(&what, metric.title(), |value| show(metric.kind(), value)),
    };
    Some((breach.rank(), alarm))
}
