//! The limits that a comparison breaks.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use residue_compare::{Rank, gravest, gravest_first};
use serde::Serialize;

use super::{Change, Diff, Limit, Limits, Severity};
use crate::model::Figure;
use crate::units;

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

/// What breaks a limit, the gravest first.
pub(super) fn alarms(limits: &Limits, diff: &Diff<'_>) -> Vec<Alarm> {
    let limits = limits.in_force();
    let (whole, sited): (Vec<_>, Vec<_>) =
        limits.iter().partition(|limit| limit.scope().is_whole());
    let mut alarms = of_whole(&whole, diff);
    if !sited.is_empty() {
        alarms.extend(of_sites(&sited, diff));
    }
    gravest_first(alarms)
}

/// The limits on sites of which it is not known whether they hold.
pub(super) fn untold(limits: &Limits, diff: &Diff<'_>) -> Vec<String> {
    if diff.unnamed().is_none() {
        return Vec::new();
    }
    let is_found = |limit: &&Limit| {
        let mut sites = diff.sites.iter();
        limit.scope().is_whole()
            || sites.any(|site| limit.scope().has(site.functions(diff)))
    };
    let limits = limits.in_force();
    let untold = limits.iter().filter(|limit| !is_found(limit));
    untold.map(|limit| limit.to_string()).collect()
}

fn of_whole(limits: &[&Limit], diff: &Diff<'_>) -> Vec<(Rank, Alarm)> {
    let mut alarms =
        broken(limits, &diff.whole, None, "the whole profile", diff);
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
            let more = residue_present::signed(site.difference(figure), show);
            format!("; most of it at {}: {more}", site.label(diff))
        }
        _ => String::new(),
    }
}

/// What breaks a limit on a site: all its stacks that the limit is on are
/// netted, for a stack is another as soon as one of its callers is.
fn of_sites(limits: &[&Limit], diff: &Diff<'_>) -> Vec<(Rank, Alarm)> {
    let mut alarms = Vec::new();
    for limit in limits {
        let mut netted: BTreeMap<u32, (usize, Vec<Change>)> = BTreeMap::new();
        for (at, site) in diff.sites.iter().enumerate() {
            if !limit.scope().has(site.functions(diff)) {
                continue;
            }
            match netted.entry(site.site) {
                Entry::Vacant(place) => {
                    place.insert((at, site.changes.clone()));
                }
                Entry::Occupied(mut place) => {
                    let (_, sum) = place.get_mut();
                    for (sum, more) in sum.iter_mut().zip(&site.changes) {
                        sum.old = sum.old.saturating_add(more.old);
                        sum.new = sum.new.saturating_add(more.new);
                    }
                }
            }
        }
        for (at, changes) in netted.values() {
            let name = diff.sites[*at].label(diff);
            alarms.extend(broken(&[limit], changes, Some(*at), &name, diff));
        }
    }
    alarms
}

/// An alarm for each figure that breaks a limit.
fn broken(
    limits: &[&Limit],
    changes: &[Change],
    site: Option<usize>,
    name: &str,
    diff: &Diff<'_>,
) -> Vec<(Rank, Alarm)> {
    let mut alarms = Vec::new();
    for &Change { figure, old, new, .. } in changes {
        let limits = limits.iter().copied();
        let Some(breach) = gravest(limits, figure, old, new) else {
            continue;
        };
        let show = |value| units::show(diff.new_meta(), figure, value);
        let alarm = Alarm {
            severity: breach.limit.severity(),
            figure,
            site,
            limit: breach.limit.to_string(),
            text: breach.text(name, &figure.title_in(diff.new_meta()), show),
        };
        alarms.push((breach.rank(), alarm));
    }
    alarms
}
