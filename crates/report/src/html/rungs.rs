//! What each remedy after the peak gave back, and what it cost.

use serde::Serialize;

use super::catalogue::{Member, ScenarioGroup};
use crate::reading::Course;
use crate::run::Phase;
use residue_present::printable;
use residue_present::{Bytes, Nanoseconds, Unit};

/// The remedies of one scenario, backend by backend.
pub(super) struct Rungs {
    pub(super) names: Vec<String>,
    pub(super) lines: Vec<RungLine>,
}

/// The remedies under one backend.
pub(super) struct RungLine {
    pub(super) label: String,
    pub(super) backend: String,
    /// One for each name; none where the backend had no such remedy.
    pub(super) cells: Vec<Option<RungCell>>,
    /// What is resident after the last of them.
    pub(super) left: String,
    pub(super) left_raw: u64,
}

/// One remedy, as a bar and in words.
pub(super) struct RungCell {
    /// How much of the bar is full, of 100.
    pub(super) width: u128,
    pub(super) text: String,
    pub(super) cost: String,
    pub(super) raw: i64,
}

/// One remedy, in figures.
#[derive(Serialize)]
pub(super) struct Rung {
    name: String,
    /// Resident bytes given back; below 0 where it took more.
    back: i64,
    time: Option<u64>,
    /// How far resident, or else live, rose meanwhile.
    transient: Option<u64>,
}

impl Rung {
    /// The remedies of `phases`, in order.
    pub(super) fn all(phases: &[Phase]) -> Vec<Rung> {
        let course = Course::of(phases);
        let steps = course.iter().flat_map(Course::steps);
        steps.map(|(before, after)| Rung::between(before, after)).collect()
    }

    fn between(before: &Phase, after: &Phase) -> Rung {
        let (before, now) = (before.net_resident(), after.net_resident());
        let back = i128::from(before) - i128::from(now);
        let least = i128::from(i64::MIN);
        let back = back.clamp(least, i128::from(i64::MAX));
        Rung {
            name: printable(&after.name),
            back: i64::try_from(back).unwrap_or_default(),
            time: after.elapsed_ns,
            transient: after.transient_resident.or(after.transient_live),
        }
    }
}

impl Rungs {
    /// The remedies of `group`, or nothing if it has none.
    pub(super) fn of(group: &ScenarioGroup<'_>) -> Option<Rungs> {
        let members: Vec<_> = group
            .measured()
            .map(|member| (member, Rung::all(&member.probe.phases)))
            .filter(|(_, rungs)| !rungs.is_empty())
            .collect();
        let mut names: Vec<String> = Vec::new();
        let rungs = || members.iter().flat_map(|(_, rungs)| rungs);
        for rung in rungs() {
            if !names.contains(&rung.name) {
                names.push(rung.name.clone());
            }
        }
        let most = rungs().map(|rung| rung.back.unsigned_abs()).max()?;
        let line = |(member, rungs): &(&Member<'_>, Vec<Rung>)| {
            RungLine::of(member, rungs, &names, most, group.unit)
        };
        Some(Rungs { lines: members.iter().map(line).collect(), names })
    }
}

impl RungLine {
    fn of(
        member: &Member<'_>,
        rungs: &[Rung],
        names: &[String],
        most: u64,
        unit: Unit,
    ) -> RungLine {
        let of_name = |name: &String| {
            let rung = rungs.iter().find(|rung| rung.name == *name)?;
            Some(RungCell::of(rung, most, unit))
        };
        let last = member.probe.phases.last();
        let left = last.map_or(0, Phase::net_resident);
        RungLine {
            label: member.label.clone(),
            backend: member.backend.clone(),
            cells: names.iter().map(of_name).collect(),
            left: unit.figure(left),
            left_raw: left,
        }
    }
}

impl RungCell {
    fn of(rung: &Rung, most: u64, unit: Unit) -> RungCell {
        let bytes = rung.back.unsigned_abs();
        let width = u128::from(bytes) * 100 / u128::from(most.max(1));
        let text = match rung.back {
            ..0 => format!("took {}", unit.figure(bytes)),
            _ => unit.figure(bytes),
        };
        let time = rung.time.map(|time| Nanoseconds(time).to_string());
        let risen = rung.transient.filter(|&bytes| bytes > 0);
        let risen = risen.map(|bytes| format!("{} more", Bytes(bytes)));
        let cost = [time, risen].into_iter().flatten().collect::<Vec<_>>();
        let width = if rung.back > 0 { width } else { 0 };
        RungCell { width, text, cost: cost.join(", "), raw: rung.back }
    }
}
