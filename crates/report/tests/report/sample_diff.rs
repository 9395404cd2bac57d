//! A comparison made by hand, with something of everything.

mod odd;

pub(crate) use self::odd::{hostile, same, unlike};
use residue_report::Row;
use residue_report::diff::{
    Alarm, Change, ContainerChange, Diff, Difference, Estimate, Headline,
    Metric, Move, Pair, PhaseDiff, Place, Presence, Severity, SideSummary,
    Summary, Verdict,
};

const MIB: u64 = 1 << 20;

pub(crate) fn place(scenario: &str, backend: &str) -> Place {
    Place {
        scenario: scenario.to_owned(),
        backend: backend.to_owned(),
        elements: 1_000_000,
        remedy: "shrink".to_owned(),
        ..Place::default()
    }
}

fn estimate(value: u64) -> Option<Estimate> {
    Some(Estimate { value, least: value, most: value, of: 1 })
}

/// A change beyond a floor.
pub(crate) fn change(
    metric: Metric,
    old: u64,
    new: u64,
    floor: u64,
    verdict: Verdict,
) -> Change {
    Change {
        metric,
        old: estimate(old),
        new: estimate(new),
        difference: Some(new.wrapping_sub(old).cast_signed()),
        interval: None,
        floor,
        verdict,
    }
}

fn phase(name: &str, changes: Vec<Change>) -> PhaseDiff {
    let verdicts = changes.iter().map(|change| change.verdict);
    let verdict = verdicts.max().unwrap_or_default();
    PhaseDiff {
        name: name.to_owned(),
        changes,
        verdict,
        ..PhaseDiff::default()
    }
}

fn pair(scenario: &str, backend: &str, phases: Vec<PhaseDiff>) -> Pair {
    let verdicts = phases.iter().map(|phase| phase.verdict);
    let verdict = verdicts.max().unwrap_or_default();
    Pair {
        place: place(scenario, backend),
        old_repetitions: 1,
        new_repetitions: 1,
        versions: ("5.3.1".to_owned(), "5.3.1".to_owned()),
        phases,
        read: 0,
        verdict,
        ..Pair::default()
    }
}

/// More is cached and never given back; a byte more is live.
fn regressed() -> Pair {
    use Verdict::{Regressed, WithinNoise};
    let cached = Metric::Row(Row::Cached);
    let mut drained = phase(
        "drained",
        vec![
            change(Metric::Resident, 168 * MIB, 172 * MIB, MIB, Regressed),
            change(cached, 125 * MIB, 129 * MIB, MIB / 4, Regressed),
            change(Metric::Live, 34 * MIB, 34 * MIB + 1, 0, Regressed),
            change(Metric::Allocations, 1_000_212, 1_000_213, 0, Regressed),
            change(Metric::LazyFree, 0, 2 * MIB, 0, Regressed),
            change(Metric::PeakResident, 9 * MIB, 8 * MIB, MIB, WithinNoise),
        ],
    );
    drained.containers.push(ContainerChange {
        container: "sessions".to_owned(),
        figure: "slack",
        old: Some(34 * MIB),
        new: Some(34 * MIB + 1),
        verdict: Regressed,
    });
    let settled = PhaseDiff { name: "settled".to_owned(), ..drained.clone() };
    let collected = phase(
        "collected",
        vec![
            change(Metric::Resident, 9 * MIB, 140 * MIB, MIB, Regressed),
            change(cached, 0, 131 * MIB, MIB / 4, Regressed),
            change(Metric::Elapsed, 20_900_000, 400_000, 0, Verdict::Improved),
        ],
    );
    let mut rebuilt = phase("rebuilt", Vec::new());
    rebuilt.presence = Presence::OnlyNew;
    rebuilt.verdict = Verdict::CannotBeCompared;
    pair(
        "hashmap-pointer",
        "jemalloc",
        vec![drained, settled, rebuilt, collected],
    )
}

/// Less slack, known from repetitions.
fn improved() -> Pair {
    let slack = Metric::Row(Row::Slack);
    let mut less = change(slack, 144 * MIB, 136 * MIB, 0, Verdict::Improved);
    less.interval = Some((-9 * MIB.cast_signed(), -7 * MIB.cast_signed()));
    let mut unknown = change(
        Metric::Row(Row::Metadata),
        0,
        3 * MIB,
        0,
        Verdict::CannotBeCompared,
    );
    (unknown.old, unknown.difference) = (None, None);
    let mut pair = pair(
        "hashmap-value",
        "mimalloc",
        vec![phase("filled", vec![less]), phase("drained", vec![unknown])],
    );
    (pair.old_repetitions, pair.new_repetitions) = (3, 5);
    pair.versions = ("3.1.4".to_owned(), "3.1.5".to_owned());
    pair.across = vec![difference("backend_version", "", "3.1.4", "3.1.5")];
    pair
}

fn refused() -> Pair {
    let mut pair = pair("customer-cache", "jemalloc", Vec::new());
    pair.refused = vec![difference("settings", "dirty_decay_ms", "10000", "0")];
    pair.verdict = Verdict::CannotBeCompared;
    pair
}

fn failed() -> Pair {
    let mut pair = pair("vec-value", "system", Vec::new());
    let reason = "all repetitions of the new side failed: killed by signal 9";
    pair.reason = Some(reason.to_owned());
    pair.verdict = Verdict::CannotBeCompared;
    pair
}

fn only(presence: Presence, scenario: &str) -> Pair {
    let pair = pair(scenario, "system", Vec::new());
    Pair { presence, verdict: Verdict::CannotBeCompared, ..pair }
}

pub(crate) fn difference(
    key: &str,
    what: &str,
    old: &str,
    new: &str,
) -> Difference {
    let [key, what, old, new] = [key, what, old, new].map(str::to_owned);
    Difference { key, what, old, new }
}

fn side(label: &str, probes: u64) -> SideSummary {
    SideSummary {
        label: label.to_owned(),
        files: vec![format!("results/{label}/run.json")],
        probes,
        date: "2026-01-31T12:00:00Z".to_owned(),
        git: Some("0123abc".to_owned()),
    }
}

fn headlines() -> Vec<Headline> {
    let moved = |from, to, bytes| vec![Move { from, to, bytes }];
    vec![
        Headline {
            pair: 0,
            phase: "collected".to_owned(),
            moves: moved(None, Some(Row::Cached), 131 * MIB),
            verdict: Verdict::Regressed,
            text: "hashmap-pointer on jemalloc, at collected: 131.0 MiB \
                moved from given back to cached"
                .to_owned(),
        },
        Headline {
            pair: 1,
            phase: "filled".to_owned(),
            moves: moved(Some(Row::Slack), None, 8 * MIB),
            verdict: Verdict::Improved,
            text: "hashmap-value on mimalloc, at filled: 8.0 MiB moved from \
                slack to given back"
                .to_owned(),
        },
    ]
}

fn alarm(severity: Severity, metric: Metric, limit: &str, text: &str) -> Alarm {
    Alarm {
        severity,
        pair: 0,
        phase: "collected".to_owned(),
        metric,
        container: None,
        limit: limit.to_owned(),
        text: text.to_owned(),
    }
}

pub(crate) fn diff() -> Diff {
    Diff {
        old: side("before", 7),
        new: side("after", 8),
        across: vec![difference("kernel", "", "6.1.0", "6.18.5")],
        refused: Vec::new(),
        noted: vec![difference("rustc", "", "rustc 1.94.0", "rustc 1.95.0")],
        headlines: headlines(),
        pairs: vec![
            regressed(),
            improved(),
            pair("empty", "jemalloc", Vec::new()),
            refused(),
            failed(),
            only(Presence::OnlyNew, "btree-value"),
            only(Presence::OnlyOld, "string-value"),
        ],
        alarms: vec![
            alarm(
                Severity::Hard,
                Metric::Resident,
                "resident@collected=+2%",
                "resident grew by 131.0 MiB, or 1,455 %, from 9.0 MiB",
            ),
            alarm(
                Severity::Soft,
                Metric::Row(Row::Cached),
                "cached=+1MiB",
                "hashmap-pointer on jemalloc, at collected: cached rose by 131.0 \
                MiB, from 0 B to 131.0 MiB, beyond the limit cached=+1MiB",
            ),
        ],
        summary: Summary {
            memory: [412, 1, 1, 8, 1],
            times: [0, 20, 1, 0, 0],
            both: 5,
            only_old: 1,
            only_new: 1,
        },
        method: vec![
            "One run a side: a difference up to a stated floor is noise"
                .to_owned(),
            "Floors: 1.0 MiB of resident, 256.0 KiB of cached, none of live"
                .to_owned(),
        ],
    }
}
