//! Two runs, made from a seed.

use residue_report::diff::BackendDrift;
use residue_report::{ContainerRow, Environment, Phase, Probe, Row, Run};

/// The phases of a retention scenario.
const PHASES: [&str; 7] = [
    "baseline",
    "filled",
    "drained",
    "settled",
    "shrunk",
    "collected",
    "dropped",
];
const BACKENDS: [&str; 4] = ["system", "jemalloc", "mimalloc", "other"];
/// Repetitions of each probe.
const REPEATED: u64 = 5;
/// Of so many probes of different names, one has changed.
const CHANGED: u64 = 100;

/// A run of `size` probes.
pub(crate) fn old(size: u64) -> Run {
    run(size, 0)
}

/// The same, with a change.
pub(crate) fn new(size: u64) -> Run {
    run(size, 1 << 20)
}

/// How many probes of different names have changed.
pub(crate) fn planted(size: u64) -> u64 {
    size.div_ceil(REPEATED).div_ceil(CHANGED)
}

fn run(size: u64, grown: u64) -> Run {
    let mut run = Run::new(Environment::default());
    run.probes = (0..size).map(|at| probe(at, grown)).collect();
    run
}

/// As much is left to chance as by the backend that leaves most.
pub(crate) fn drifts() -> [BackendDrift; 4] {
    let (timers, tables) = (&["dirty_decay_ms"][..], 5 << 19);
    BACKENDS.map(|backend| BackendDrift {
        backend,
        timers,
        tables,
        begins_anywhere: true,
    })
}

fn probe(at: u64, grown: u64) -> Probe {
    let name = at / REPEATED;
    let grown = if name.is_multiple_of(CHANGED) { grown } else { 0 };
    let backend = BACKENDS[(name % 4) as usize];
    Probe {
        scenario: format!("scenario-{}", name / 4),
        backend: backend.to_owned(),
        backend_version: "5.3.1".to_owned(),
        settings: [("dirty_decay_ms".to_owned(), "10000".to_owned())].into(),
        elements: 1_000_000,
        repetition: at % REPEATED,
        remedy: "shrink".to_owned(),
        deterministic: Some(true),
        phases: (0..)
            .zip(PHASES)
            .map(|(phase, of)| self::phase(name * 7 + phase, at, of, grown))
            .collect(),
        ..Probe::default()
    }
}

fn phase(seed: u64, at: u64, name: &str, grown: u64) -> Phase {
    let draw = |stream: u64| {
        // Multiples of a page, below 256 MiB.
        let mixed = (seed * 32 + stream).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed >> 48 << 12
    };
    let mut phase = Phase {
        name: name.to_owned(),
        elapsed_ns: Some(100_000_000 + at * 7919 % 10_000_000),
        standing_ns: 8_000_000,
        observer: 1 << 20,
        allocations: Some(1_000_212),
        frees: Some(1_000_000),
        total: Some(1 << 28),
        peak_live: Some(1 << 28),
        peak_resident: Some(1 << 29),
        untouched: Some(0),
        swapped: Some(0),
        lazy_free: Some(0),
        ..Phase::default()
    };
    for (stream, row) in (0..).zip(Row::shown_of([])) {
        let more = if row == Row::OtherLive { grown } else { 0 };
        phase.ledger.set(row, Some(draw(stream) + more));
    }
    phase.ledger.residual = Some(0);
    let rows = || Row::ALL.iter().filter_map(|&row| phase.ledger.get(row));
    let (all, live) = (rows().sum::<u64>(), rows().take(3).sum::<u64>());
    phase.resident = all + phase.observer;
    phase.live = Some(live);
    phase.allocated = Some(live + (1 << 12));
    phase.containers = vec![ContainerRow {
        name: "entries".to_owned(),
        live: draw(0) + draw(1),
        payload: draw(0),
        slack: draw(1),
        elements: 1_000_000,
        capacity: 1_835_008,
    }];
    phase
}
