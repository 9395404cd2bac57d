//! All limits of a comparison, and what breaks them.

use std::cmp::Reverse;

use serde::Serialize;

use super::{Diff, Limit};
use crate::model::Figure;
use crate::units;

/// How grave a broken limit is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It is said.
    Soft,
    /// It fails the comparison.
    Hard,
}

impl Severity {
    /// All severities.
    pub const ALL: [Severity; 2] = [Severity::Soft, Severity::Hard];

    /// The severity's name.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Soft => "soft",
            Severity::Hard => "hard",
        }
    }
}

/// A limit that is broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alarm {
    /// How grave it is.
    pub severity: Severity,
    /// Which figure grew.
    pub figure: Figure,
    /// Which of the comparison's sites; `None` if it is the whole.
    pub site: Option<usize>,
    /// The limit, as it was written.
    pub limit: String,
    /// What happened, in a sentence.
    pub text: String,
}

/// What a change may not exceed. Without any limit of the user's, no figure
/// of memory of the whole profile may grow.
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
    pub fn method(&self) -> String {
        if self.is_empty() {
            return format!(
                "limits: none are given, so that any growth of the whole in \
                 total, at peak or never freed is an alarm ({DEFAULT})"
            );
        }
        let said = self.0.iter().map(|limit| match limit.severity {
            Severity::Hard => limit.to_string(),
            Severity::Soft => format!("{limit} (soft)"),
        });
        format!("limits: {}", said.collect::<Vec<_>>().join("; "))
    }

    /// What breaks a limit, the gravest first.
    pub(super) fn alarms(&self, diff: &Diff) -> Vec<Alarm> {
        let default;
        let limits = match self.is_empty() {
            true => {
                default = Limit::parse(DEFAULT).into_iter().collect::<Vec<_>>();
                &default
            }
            false => &self.0,
        };
        let mut alarms = whole(limits, diff);
        let sited: Vec<_> =
            limits.iter().filter(|limit| !limit.is_on_whole()).collect();
        if !sited.is_empty() {
            alarms.extend(sites(&sited, diff));
        }
        alarms.sort_by_key(|(weight, alarm)| {
            (Reverse(alarm.severity), Reverse(*weight))
        });
        alarms.into_iter().map(|(_, alarm)| alarm).collect()
    }
}

impl FromIterator<Limit> for Limits {
    fn from_iter<I: IntoIterator<Item = Limit>>(limits: I) -> Limits {
        Limits(limits.into_iter().collect())
    }
}

fn whole(limits: &[Limit], diff: &Diff) -> Vec<(u64, Alarm)> {
    let on: Vec<_> =
        limits.iter().filter(|limit| limit.is_on_whole()).collect();
    let mut alarms = broken(&on, &diff.whole, None, "the whole profile", diff);
    for (_, alarm) in &mut alarms {
        alarm.text.push_str(&largest(alarm.figure, diff));
    }
    alarms
}

/// Where most of a growth is, in words.
fn largest(figure: Figure, diff: &Diff<'_>) -> String {
    let sites = diff.sites.iter();
    match sites.max_by_key(|site| site.difference(figure)) {
        Some(site) if site.difference(figure) > 0 => {
            let show = |value| units::show(diff.new_meta(), figure, value);
            let more = units::signed(site.difference(figure), show);
            format!("; most of it at {}: {more}", site.label(diff))
        }
        _ => String::new(),
    }
}

fn sites(limits: &[&Limit], diff: &Diff) -> Vec<(u64, Alarm)> {
    let mut alarms = Vec::new();
    for (at, site) in diff.sites.iter().enumerate() {
        let functions = || site.frames(diff).map(|frame| frame.function());
        let on: Vec<_> = limits
            .iter()
            .filter(|limit| limit.is_on(functions()))
            .copied()
            .collect();
        if on.is_empty() {
            continue;
        }
        let name = site.label(diff);
        alarms.extend(broken(&on, &site.changes, Some(at), &name, diff));
    }
    alarms
}

/// Of each figure the gravest limit that it breaks, the first of equals.
fn broken(
    limits: &[&Limit],
    changes: &[super::Change],
    site: Option<usize>,
    name: &str,
    diff: &Diff,
) -> Vec<(u64, Alarm)> {
    let mut alarms = Vec::new();
    for change in changes {
        let broken = limits.iter().rev().filter(|at| at.is_broken(change));
        let Some(limit) = broken.max_by_key(|limit| limit.severity) else {
            continue;
        };
        let more = change.new - change.old;
        let show = |value| units::show(diff.new_meta(), change.figure, value);
        let text = format!(
            "{name}: {} rose by {}, from {} to {}, beyond the limit {limit}",
            change.figure.title(),
            show(more),
            show(change.old),
            show(change.new),
        );
        alarms.push((
            more,
            Alarm {
                severity: limit.severity,
                figure: change.figure,
                site,
                limit: limit.to_string(),
                text,
            },
        ));
    }
    alarms
}
