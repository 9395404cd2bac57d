//! What holds for any two sides.

use std::collections::BTreeMap;

use proptest::prelude::*;
use residue_report::diff::{
    AcrossKey, Change, Diff, Difference, Metric, Options, Pair, PhaseDiff,
    Presence, Verdict, compare,
};
use residue_report::{Environment, Probe};
use serde_json::json;

use crate::diff::side_in;
use crate::diff_generated::{across, probes, sides};
use crate::diff_stored;
use crate::schema::validator;

fn compared(old: &[Probe], new: &[Probe], across: &[AcrossKey]) -> Diff {
    let environment = |kernel: &str| Environment {
        kernel: kernel.to_owned(),
        page_size: 4096,
        ..Environment::default()
    };
    let options = Options { across: across.to_vec(), ..Options::default() };
    compare(
        &side_in(&environment("6.1"), old),
        &side_in(&environment("6.2"), new),
        &options,
    )
}

fn mirrored_difference(of: &Difference) -> Difference {
    Difference { old: of.new.clone(), new: of.old.clone(), ..of.clone() }
}

fn mirrored_change(of: &Change) -> Change {
    Change {
        old: of.new,
        new: of.old,
        difference: of.difference.map(|by| -by),
        interval: of.interval.map(|(low, high)| (-high, -low)),
        verdict: mirrored_verdict(of.verdict),
        ..of.clone()
    }
}

/// What it comes to when old and new change places.
fn mirrored_verdict(of: Verdict) -> Verdict {
    match of {
        Verdict::Improved => Verdict::Regressed,
        Verdict::Regressed => Verdict::Improved,
        verdict => verdict,
    }
}

fn mirrored_presence(of: Presence) -> Presence {
    match of {
        Presence::Both => Presence::Both,
        Presence::OnlyOld => Presence::OnlyNew,
        Presence::OnlyNew => Presence::OnlyOld,
    }
}

fn mirrored_phase(of: &PhaseDiff) -> PhaseDiff {
    let mut containers = of.containers.clone();
    for change in &mut containers {
        std::mem::swap(&mut change.old, &mut change.new);
        change.verdict = mirrored_verdict(change.verdict);
    }
    containers.sort_by(|a, b| {
        (&a.container, a.figure).cmp(&(&b.container, b.figure))
    });
    let changes: Vec<_> = of.changes.iter().map(mirrored_change).collect();
    PhaseDiff {
        presence: mirrored_presence(of.presence),
        old: of.new,
        new: of.old,
        verdict: Verdict::gravest(
            changes
                .iter()
                .filter(|at| at.metric.is_memory())
                .map(|at| at.verdict)
                .chain(containers.iter().map(|at| at.verdict))
                .chain(
                    (changes.is_empty() && containers.is_empty())
                        .then_some(of.verdict),
                ),
        ),
        changes,
        containers,
        ..of.clone()
    }
}

/// A pair by everything that has no direction.
fn name(pair: &Pair) -> String {
    let mut versions = [&pair.versions.0, &pair.versions.1];
    versions.sort();
    let keys = pair.refused.iter().chain(&pair.across);
    let keys: Vec<_> = keys.map(|at| (&at.key, &at.what)).collect();
    let place = &pair.place;
    format!("{} {} {versions:?} {keys:?}", place.scenario, place.backend)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_side_is_the_same_as_itself(probes in probes()) {
        let environment = Environment::default();
        let side = side_in(&environment, &probes);
        let diff = compare(&side, &side, &Options::default());
        prop_assert!(diff.alarms.is_empty() && diff.headlines.is_empty());
        prop_assert_eq!(&diff.summary.memory[1..], &[0; 4]);
        prop_assert_eq!(&diff.summary.times[1..], &[0; 4]);
        for pair in &diff.pairs {
            prop_assert_eq!(pair.presence, Presence::Both);
            prop_assert!(pair.refused.is_empty() && pair.across.is_empty());
            for phase in &pair.phases {
                prop_assert!(phase.changes.is_empty());
                prop_assert!(phase.containers.is_empty());
            }
        }
    }

    #[test]
    fn sides_that_change_places_mirror_the_comparison(
        (old, new) in sides(),
        across in across(),
    ) {
        let there = compared(&old, &new, &across);
        let back = compared(&new, &old, &across);
        let (here, mirror) = (there.summary, back.summary);
        prop_assert_eq!(here.only_old, mirror.only_new);
        prop_assert_eq!(here.only_new, mirror.only_old);
        for (at, verdict) in Verdict::ALL.into_iter().enumerate() {
            let turned = mirrored_verdict(verdict) as usize;
            prop_assert_eq!(here.memory[at], mirror.memory[turned]);
            prop_assert_eq!(here.times[at], mirror.times[turned]);
        }
        prop_assert_eq!(there.is_refused(), back.is_refused());
        prop_assert_eq!(there.headlines.len(), back.headlines.len());
        // Which phase comes after the peak depends on the phases' order, on
        // which repetitions of these sides need not agree.
        if orders(&there) == orders(&back) {
            prop_assert_eq!(totals(&there), totals(&back));
        }

        let mut mirrors: BTreeMap<String, Vec<&Pair>> = BTreeMap::new();
        for pair in &back.pairs {
            mirrors.entry(name(pair)).or_default().push(pair);
        }
        for pair in &there.pairs {
            let candidates = mirrors.get(&name(pair)).unwrap();
            prop_assert!(
                candidates.iter().any(|mirror| is_mirror(pair, mirror)),
                "{:#?} has no mirror in {:#?}", pair, candidates
            );
        }
    }

    #[test]
    fn every_probe_stands_in_one_pair((old, new) in sides()) {
        let diff = compared(&old, &new, &[]);
        let completed = |of: &[Probe]| {
            of.iter().filter(|probe| probe.completed()).count() as u64
        };
        let sum = |of: fn(&Pair) -> u64| diff.pairs.iter().map(of).sum::<u64>();
        prop_assert_eq!(sum(|at| at.old_repetitions), completed(&old));
        prop_assert_eq!(sum(|at| at.new_repetitions), completed(&new));
        prop_assert_eq!(diff.old.probes, old.len() as u64);
    }

    #[test]
    fn verdicts_are_what_the_figures_say((old, new) in sides()) {
        let diff = compared(&old, &new, &AcrossKey::ALL);
        let phases = diff.pairs.iter().flat_map(|pair| &pair.phases);
        for change in phases.flat_map(|phase| &phase.changes) {
            let by = change.difference;
            let beyond = by.is_some_and(|by| by.unsigned_abs() > change.floor)
                && change.interval.is_none_or(|(low, high)| {
                    low > 0 || high < 0
                });
            let expected = match (by, beyond) {
                (None, _) => Verdict::CannotBeCompared,
                (Some(_), false) => Verdict::WithinNoise,
                (Some(1..), true) => Verdict::Regressed,
                (Some(_), true) => Verdict::Improved,
            };
            prop_assert_eq!(change.verdict, expected);
        }
        for alarm in &diff.alarms {
            prop_assert!(alarm.metric != Metric::Elapsed);
        }
    }

    #[test]
    fn what_is_stored_says_what_the_comparison_does(
        (old, new) in sides(),
        across in across(),
    ) {
        let diff = compared(&old, &new, &across);
        let stored = diff_stored::json(&diff);
        prop_assert!(validator("residue.diff-1").is_valid(&stored));
        prop_assert_eq!(&stored["fails"], &json!(diff.fails()));
        let list = |of: &str| stored[of].as_array().unwrap().clone();
        prop_assert_eq!(list("alarms").len(), diff.alarms.len());
        for (alarm, stored) in diff.alarms.iter().zip(list("alarms")) {
            prop_assert_eq!(&stored["pair"], &json!(alarm.pair));
            prop_assert_eq!(&stored["metric"], alarm.metric.name());
        }
        prop_assert_eq!(list("pairs").len(), diff.pairs.len());
        for (pair, stored) in diff.pairs.iter().zip(list("pairs")) {
            prop_assert_eq!(&stored["verdict"], pair.verdict.name());
            let phases = stored["phases"].as_array().unwrap();
            prop_assert_eq!(phases.len(), pair.phases.len());
            for (phase, stored) in pair.phases.iter().zip(phases) {
                for metric in Metric::ALL {
                    let old = stored["old"].get(metric.name());
                    let old = old.map(|figure| figure.as_u64().unwrap());
                    prop_assert_eq!(old, phase.old.get(metric));
                }
            }
        }
    }
}

/// The order of the phases that both sides have, for each pair.
fn orders(diff: &Diff) -> Vec<(String, Vec<String>)> {
    let names = |pair: &Pair| {
        let phases = pair.phases.iter();
        let both = phases.filter(|at| at.presence == Presence::Both);
        let both = both.map(|phase| phase.name.clone());
        (name(pair), both.collect())
    };
    let mut orders: Vec<_> = diff.pairs.iter().map(names).collect();
    orders.sort();
    orders
}

/// How much moved by each headline.
fn totals(diff: &Diff) -> Vec<u128> {
    let headlines = diff.headlines.iter();
    let moved = |bytes: u64| u128::from(bytes);
    let total = headlines.map(|headline| {
        headline.moves.iter().map(|at| moved(at.bytes)).sum::<u128>()
    });
    let mut totals: Vec<_> =
        total.map(|total| total.min(u64::MAX.into())).collect();
    totals.sort_unstable();
    totals
}

fn is_mirror(pair: &Pair, mirror: &Pair) -> bool {
    let by_name = |pair: &Pair, mirrored: bool| {
        let phases = pair.phases.iter().map(|phase| {
            let phase = match mirrored {
                true => mirrored_phase(phase),
                // Twice is as it was, but in the same order.
                false => mirrored_phase(&mirrored_phase(phase)),
            };
            (phase.name.clone(), phase)
        });
        phases.collect::<BTreeMap<_, _>>()
    };
    let differences: Vec<_> =
        mirror.refused.iter().map(mirrored_difference).collect();
    let across: Vec<_> =
        mirror.across.iter().map(mirrored_difference).collect();
    pair.presence == mirrored_presence(mirror.presence)
        && pair.old_repetitions == mirror.new_repetitions
        && pair.new_repetitions == mirror.old_repetitions
        && pair.verdict == mirror.verdict.mirrored_of(pair)
        && pair.refused == differences
        && pair.across == across
        && by_name(pair, false) == by_name(mirror, true)
}

/// A pair's verdict is the gravest, which may be another one in the mirror.
trait MirroredOf {
    fn mirrored_of(self, pair: &Pair) -> Verdict;
}

impl MirroredOf for Verdict {
    fn mirrored_of(self, pair: &Pair) -> Verdict {
        match (self.is_change(), pair.verdict.is_change()) {
            (true, true) => pair.verdict,
            _ => self,
        }
    }
}
