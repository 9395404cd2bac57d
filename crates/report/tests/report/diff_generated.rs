//! Sides made at random, out of few parts, so that they often meet.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use residue_report::diff::AcrossKey;
use residue_report::{ContainerRow, Outcome, Phase, Probe, Row};

/// Any size, and those that meet or only just miss each other often.
fn size() -> impl Strategy<Value = u64> {
    prop_oneof![
        4 => 0..3_u64,
        2 => 0..1_u64 << 24,
        1 => Just(u64::MAX - 1),
        1 => any::<u64>(),
    ]
}

fn known() -> impl Strategy<Value = Option<u64>> {
    option::weighted(0.8, size())
}

fn container() -> impl Strategy<Value = ContainerRow> {
    ("[m-n]", vec(size(), 5)).prop_map(|(name, of)| ContainerRow {
        name,
        live: of[0],
        payload: of[1],
        slack: of[2],
        elements: of[3],
        capacity: of[4],
    })
}

fn phase(name: &'static str) -> impl Strategy<Value = Phase> {
    (vec(known(), 8), vec(known(), 13), vec(container(), 0..3), size())
        .prop_map(move |(rows, of, containers, resident)| {
            let mut phase = Phase {
                name: name.to_owned(),
                resident,
                elapsed_ns: of[0],
                standing_ns: resident,
                live: of[1],
                allocated: of[2],
                allocations: of[3],
                frees: of[4],
                total: of[5],
                peak_live: of[6],
                peak_resident: of[7],
                transient_live: of[8],
                transient_resident: of[9],
                untouched: of[10],
                swapped: of[11],
                lazy_free: of[12],
                containers,
                ..Phase::default()
            };
            for (row, bytes) in Row::ALL.into_iter().zip(rows) {
                phase.ledger.set(row, bytes);
            }
            phase
        })
}

fn phases() -> impl Strategy<Value = Vec<Phase>> {
    let names = ["baseline", "filled", "drained"];
    names
        .map(|name| option::weighted(0.8, phase(name)))
        .prop_map(|phases| phases.into_iter().flatten().collect::<Vec<_>>())
}

fn settings() -> impl Strategy<Value = BTreeMap<String, String>> {
    let value = prop_oneof![Just("0"), Just("10"), Just("-1")];
    option::of(value).prop_map(|value| {
        let setting = |v: &str| ("purge_delay".to_owned(), v.to_owned());
        value.map(setting).into_iter().collect()
    })
}

/// A probe out of few, so that many are the same one.
fn probe() -> impl Strategy<Value = Probe> {
    (
        ("[ab]", "[xy]", "[12]", settings()),
        (1..3_u64, 1..3_u64),
        prop::bool::weighted(0.1),
        option::of(any::<bool>()),
        prop::bool::weighted(0.1),
        phases(),
    )
        .prop_map(
            |(names, (elements, seed), profiler, same, failed, of)| {
                let (scenario, backend, backend_version, settings) = names;
                let reason = "killed".to_owned();
                Probe {
                    scenario,
                    backend,
                    backend_version,
                    settings,
                    elements,
                    seed,
                    resident_is_profiler: profiler,
                    deterministic: same,
                    outcome: match failed {
                        true => Outcome::Failed { reason },
                        false => Outcome::Completed,
                    },
                    phases: of,
                    ..Probe::default()
                }
            },
        )
}

pub(crate) fn probes() -> impl Strategy<Value = Vec<Probe>> {
    vec(probe(), 0..7)
}

pub(crate) fn across() -> impl Strategy<Value = Vec<AcrossKey>> {
    prop::sample::subsequence(AcrossKey::ALL.to_vec(), 0..=12)
}

/// Probes that are mostly the same, so that pairs are compared at all.
pub(crate) fn sides() -> impl Strategy<Value = (Vec<Probe>, Vec<Probe>)> {
    (probes(), probes(), any::<u64>()).prop_map(|(old, other, keep)| {
        let mut new = old.clone();
        for (at, probe) in other.into_iter().enumerate() {
            match new.get_mut(at).filter(|_| keep >> at & 1 == 0) {
                Some(same) => same.phases = probe.phases,
                None => new.push(probe),
            }
        }
        (old, new)
    })
}
