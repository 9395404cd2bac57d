//! What a comparison finds.

use residue_report::diff::{
    BackendDrift, Diff, Metric, Options, Pair, Presence, Side, Verdict, compare,
};
use residue_report::{Environment, Phase, Probe, Row};

use crate::sample;

const MIB: u64 = 1 << 20;

/// What is known of the backends of the samples, and of generated ones.
pub(crate) const DRIFTS: [BackendDrift; 3] = [
    BackendDrift {
        backend: "jemalloc",
        timers: &["dirty_decay_ms", "muzzy_decay_ms"],
        tables: 5 << 19,
        begins_anywhere: true,
    },
    BackendDrift {
        backend: "mimalloc",
        timers: DELAY,
        tables: 0,
        begins_anywhere: false,
    },
    BackendDrift {
        backend: "x",
        timers: DELAY,
        tables: 0,
        begins_anywhere: false,
    },
];

const DELAY: &[&str] = &["purge_delay"];

/// A side of one file.
pub(crate) fn side<'a>(probes: impl IntoIterator<Item = &'a Probe>) -> Side {
    side_in(&sample::environment(), probes)
}

pub(crate) fn side_in<'a>(
    environment: &Environment,
    probes: impl IntoIterator<Item = &'a Probe>,
) -> Side {
    let mut side = Side::new("a side".to_owned(), &DRIFTS);
    side.begin_file("run.json", environment);
    for probe in probes {
        side.add(probe);
    }
    side
}

pub(crate) fn diff_of(old: &[Probe], new: &[Probe]) -> Diff {
    compare(&side(old), &side(new), &Options::default())
}

/// The probe with one phase changed.
pub(crate) fn with(
    probe: &Probe,
    phase: &str,
    change: impl FnOnce(&mut Phase),
) -> Probe {
    let mut probe = probe.clone();
    let at = probe.phases.iter_mut().find(|at| at.name == phase);
    change(at.expect("the sample has the phase"));
    probe
}

/// More or fewer bytes in a row, and so resident.
pub(crate) fn grow(phase: &mut Phase, row: Row, by: i64) {
    let bytes = phase.ledger.get(row).unwrap_or(0);
    phase.ledger.set(row, bytes.strict_add_signed(by));
    phase.resident = phase.resident.strict_add_signed(by);
}

/// jemalloc without timers, so that nothing is left to chance.
pub(crate) fn timeless() -> Probe {
    let mut probe = sample::jemalloc();
    for value in probe.settings.values_mut() {
        "0".clone_into(value);
    }
    probe
}

pub(crate) fn one_pair(diff: &Diff) -> &Pair {
    let [pair] = &diff.pairs[..] else { panic!("{:?}", diff.pairs) };
    pair
}

pub(crate) fn verdict(diff: &Diff, phase: &str, metric: Metric) -> Verdict {
    let phases = &one_pair(diff).phases;
    let phase = phases.iter().find(|at| at.name == phase).unwrap();
    let change = phase.changes.iter().find(|at| at.metric == metric);
    change.map_or(Verdict::Same, |change| change.verdict)
}

#[test]
fn a_run_is_the_same_as_itself() {
    let run = sample::run();
    let diff = diff_of(&run.probes, &run.probes);
    assert_eq!(diff.summary.both, run.probes.len() as u64);
    assert!(diff.summary.memory[Verdict::Same as usize] > 100);
    assert_eq!(diff.summary.memory[1..], [0; 4]);
    assert!(diff.alarms.is_empty() && diff.headlines.is_empty());
    assert!(diff.pairs.iter().flat_map(|at| &at.phases).all(|phase| {
        phase.changes.is_empty() && phase.containers.is_empty()
    }));
}

#[test]
fn one_byte_of_live_is_a_change_and_fails() {
    let new = with(&sample::jemalloc(), "drained", |phase| {
        phase.live = phase.live.map(|live| live + 1);
    });
    let diff = diff_of(&[sample::jemalloc()], std::slice::from_ref(&new));
    assert_eq!(verdict(&diff, "drained", Metric::Live), Verdict::Regressed);
    assert!(diff.fails());
    assert_eq!(
        diff.headlines[0].text,
        "hashmap-pointer on jemalloc, at drained: live rose by 1 B"
    );
    let back = diff_of(&[new], &[sample::jemalloc()]);
    assert_eq!(verdict(&back, "drained", Metric::Live), Verdict::Improved);
    assert!(!back.fails());
}

#[test]
fn what_moved_is_named_from_whom_to_whom() {
    // Also where a timer might have given back some of it.
    let old = sample::jemalloc();
    let new = with(&old, "collected", |phase| {
        grow(phase, Row::Cached, 131 * MIB as i64);
    });
    let diff = diff_of(std::slice::from_ref(&old), std::slice::from_ref(&new));
    assert_eq!(
        diff.headlines[0].text,
        "hashmap-pointer on jemalloc, at collected: 131.0 MiB moved from \
         given back to cached"
    );
    assert_eq!(diff.headlines[0].verdict, Verdict::Regressed);
    let back = diff_of(&[new], &[old]);
    assert_eq!(
        back.headlines[0].text,
        "hashmap-pointer on jemalloc, at collected: 131.0 MiB moved from \
         cached to given back"
    );
    assert_eq!(back.headlines[0].verdict, Verdict::Improved);
}

#[test]
fn what_moves_after_the_peak_goes_before_more_at_the_peak() {
    let new = with(&timeless(), "filled", |phase| {
        grow(phase, Row::Slack, 90 * MIB as i64);
    });
    let new = with(&new, "drained", |phase| {
        grow(phase, Row::Cached, -(40 * MIB as i64));
        grow(phase, Row::Slack, 40 * MIB as i64);
    });
    let diff = diff_of(&[timeless()], &[new]);
    assert_eq!(
        diff.headlines[0].text,
        "hashmap-pointer on jemalloc, at drained: 40.0 MiB moved from cached \
         to slack"
    );
    assert_eq!(diff.headlines[0].verdict, Verdict::Same);
}

#[test]
fn finds_a_hundredth_of_slack_and_4_mib_of_cached() {
    for old in [timeless(), sample::system()] {
        let new = with(&old, "drained", |phase| {
            let slack = phase.ledger.get(Row::Slack).unwrap();
            grow(phase, Row::Slack, slack as i64 / 100);
        });
        let diff = diff_of(std::slice::from_ref(&old), &[new]);
        let slack = Metric::Row(Row::Slack);
        assert_eq!(verdict(&diff, "drained", slack), Verdict::Regressed);
        assert!(diff.headlines[0].text.ends_with("from given back to slack"));

        let new = with(&old, "drained", |phase| {
            grow(phase, Row::Cached, 4 * MIB as i64);
        });
        let diff = diff_of(&[old], &[new]);
        let cached = Metric::Row(Row::Cached);
        assert_eq!(verdict(&diff, "drained", cached), Verdict::Regressed);
        assert!(diff.fails());
    }
}

#[test]
fn of_a_profiler_only_the_programs_own_figures_are_compared() {
    let old = sample::dhat();
    let mut new = with(&old, "drained", |phase| {
        phase.allocations = phase.allocations.map(|of| of + 1);
    });
    for phase in &mut new.phases {
        phase.resident += 64 * MIB;
        phase.elapsed_ns = Some(1);
    }
    let diff = diff_of(&[old], &[new]);
    let pair = one_pair(&diff);
    let changes: Vec<_> = pair
        .phases
        .iter()
        .flat_map(|phase| phase.changes.iter().map(|at| at.metric))
        .collect();
    assert_eq!(changes, [Metric::Allocations]);
    assert_eq!(pair.phases[2].old.get(Metric::Resident), None);
}

#[test]
fn phases_keep_the_new_order_and_only_old_ones_their_place() {
    let mut old = sample::jemalloc();
    "rebuilt".clone_into(&mut old.phases[4].name);
    let mut new = sample::jemalloc();
    new.phases.remove(3);
    let diff = diff_of(&[old], &[new]);
    let phases: Vec<_> = one_pair(&diff)
        .phases
        .iter()
        .map(|phase| (&*phase.name, phase.presence))
        .collect();
    assert_eq!(
        phases,
        [
            ("baseline", Presence::Both),
            ("filled", Presence::Both),
            ("drained", Presence::Both),
            ("settled", Presence::OnlyOld),
            ("rebuilt", Presence::OnlyOld),
            ("shrunk", Presence::OnlyNew),
            ("collected", Presence::Both),
            ("dropped", Presence::Both),
        ]
    );
    assert_eq!(one_pair(&diff).verdict, Verdict::CannotBeCompared);
}

#[test]
fn a_figure_that_only_one_side_knows_is_no_change_from_nothing() {
    let new = with(&sample::system(), "drained", |phase| {
        phase.ledger.set(Row::Metadata, 5 * MIB);
    });
    let diff = diff_of(&[sample::system()], &[new]);
    let metadata = Metric::Row(Row::Metadata);
    assert_eq!(verdict(&diff, "drained", metadata), Verdict::CannotBeCompared);
    let change = &one_pair(&diff).phases[2].changes[0];
    assert_eq!((change.old, change.difference), (None, None));
    assert!(diff.headlines.is_empty() && !diff.fails());
}

#[test]
fn a_container_is_compared_by_name() {
    let new = with(&sample::jemalloc(), "drained", |phase| {
        phase.containers[0].slack += 1;
        let mut other = phase.containers[0].clone();
        "other".clone_into(&mut other.name);
        phase.containers.insert(0, other);
    });
    let diff = diff_of(&[sample::jemalloc()], &[new]);
    let changes = &one_pair(&diff).phases[2].containers;
    let said: Vec<_> = changes
        .iter()
        .map(|at| (&*at.container, at.figure, at.verdict))
        .filter(|at| at.0 == "map" || at.1 == "slack")
        .collect();
    assert_eq!(
        said,
        [
            ("other", "slack", Verdict::CannotBeCompared),
            ("map", "slack", Verdict::Regressed),
        ]
    );
}

#[test]
fn times_are_compared_and_decide_nothing() {
    let new = with(&sample::jemalloc(), "drained", |phase| {
        phase.elapsed_ns = Some(60_000_000_000);
    });
    let diff = diff_of(&[sample::jemalloc()], &[new]);
    assert_eq!(verdict(&diff, "drained", Metric::Elapsed), Verdict::Regressed);
    assert_eq!(one_pair(&diff).verdict, Verdict::Same);
    assert!(diff.headlines.is_empty() && !diff.fails());
    assert_eq!(diff.summary.times[Verdict::Regressed as usize], 1);
}
