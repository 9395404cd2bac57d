//! All limits of a comparison, and what breaks them.

use std::cell::OnceCell;
use std::cmp::Reverse;

use super::headline::Labels;
use super::{Alarm, Change, Limit, Pair, PhaseDiff, Severity, Verdict};

/// What a change may not exceed. Without any limit of the user's, no figure
/// of memory may grow beyond noise.
#[derive(Clone, Debug, Default)]
pub struct Limits(Vec<Limit>);

/// The limit that holds where the user gives none.
const DEFAULT: &str = "memory=+0";

impl Limits {
    /// Adds a limit, which stands beside all others.
    pub fn push(&mut self, limit: Limit) {
        self.0.push(limit);
    }

    /// Whether the user gave none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The limits that hold, in words.
    pub(super) fn method(&self) -> String {
        if self.is_empty() {
            return format!(
                "limits: none are given, so that any figure of memory that \
                 grows beyond noise is an alarm ({DEFAULT})"
            );
        }
        let said = self.0.iter().map(|limit| match limit.severity {
            Severity::Hard => limit.to_string(),
            Severity::Soft => format!("{limit} (soft)"),
        });
        format!("limits: {}", said.collect::<Vec<_>>().join("; "))
    }

    /// What breaks a limit, the gravest first.
    pub(super) fn alarms(&self, pairs: &[Pair]) -> Vec<Alarm> {
        let labels = Labels::of(pairs);
        let limits = self.in_force();
        let mut alarms: Vec<(u64, Alarm)> = Vec::new();
        for (at, pair) in pairs.iter().enumerate() {
            let on: Vec<_> =
                limits.iter().filter(|at| at.is_on(&pair.place)).collect();
            if on.is_empty() {
                continue;
            }
            let label = OnceCell::new();
            for (phase, change) in regressions(pair) {
                if let Some(limit) = gravest(&on, &phase.name, change) {
                    let label = label.get_or_init(|| labels.label(&pair.place));
                    let weight = change.difference.map_or(0, i64::unsigned_abs);
                    let alarm = alarm(at, label, phase, change, limit);
                    alarms.push((weight, alarm));
                }
            }
        }
        alarms.sort_by_key(|(weight, alarm)| {
            let kind = alarm.metric.kind() as u8;
            (Reverse(alarm.severity), kind, Reverse(*weight))
        });
        alarms.into_iter().map(|(_, alarm)| alarm).collect()
    }

    fn in_force(&self) -> Vec<Limit> {
        match self.is_empty() {
            true => Limit::parse(DEFAULT).into_iter().collect(),
            false => self.0.clone(),
        }
    }
}

impl FromIterator<Limit> for Limits {
    fn from_iter<I: IntoIterator<Item = Limit>>(limits: I) -> Limits {
        Limits(limits.into_iter().collect())
    }
}

impl Extend<Limit> for Limits {
    fn extend<I: IntoIterator<Item = Limit>>(&mut self, limits: I) {
        self.0.extend(limits);
    }
}

impl IntoIterator for Limits {
    type Item = Limit;
    type IntoIter = std::vec::IntoIter<Limit>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
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

/// Of all limits that a change breaks, the hard one before the soft one.
fn gravest<'a>(
    limits: &[&'a Limit],
    phase: &str,
    change: &Change,
) -> Option<&'a Limit> {
    let broken = limits.iter().filter(|at| at.is_broken(phase, change));
    // Of equals the last is the largest: turned round, the first given.
    broken.rev().max_by_key(|limit| limit.severity).copied()
}

fn alarm(
    pair: usize,
    label: &str,
    phase: &PhaseDiff,
    change: &Change,
    limit: &Limit,
) -> Alarm {
    let show = |figure| change.metric.kind().show(figure);
    let size = show(change.difference.map_or(0, i64::unsigned_abs));
    let value = |side: Option<super::Estimate>| {
        show(side.map_or(0, |estimate| estimate.value))
    };
    Alarm {
        severity: limit.severity,
        pair,
        phase: phase.name.clone(),
        metric: change.metric,
        container: None,
        limit: limit.to_string(),
        text: format!(
            "{label}, at {}: {} rose by {size}, from {} to {}, beyond the \
             limit {limit}",
            phase.name,
            change.metric.title(),
            value(change.old),
            value(change.new),
        ),
    }
}
