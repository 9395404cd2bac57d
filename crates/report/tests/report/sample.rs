//! A run made by hand, with the figures that a real one has.

use residue_report::{
    ContainerRow, Environment, Outcome, Phase, Probe, Row, Run,
};

const MIB: u64 = 1 << 20;

/// Bytes of so many tenths of a MiB.
pub(crate) fn tenths(of_mib: u64) -> u64 {
    of_mib * MIB / 10
}

pub(crate) fn environment() -> Environment {
    Environment {
        kernel: "6.18.5".to_owned(),
        page_size: 4096,
        transparent_hugepage: "madvise".to_owned(),
        cpu: "AMD EPYC 7763".to_owned(),
        cores: 2,
        memory: 24 << 30,
        rustc: "rustc 1.95.0".to_owned(),
        residue: "0.1.0".to_owned(),
        date: "2026-01-31T12:00:00Z".to_owned(),
        git: Some("0123abc".to_owned()),
        os: "linux".to_owned(),
        arch: "x86_64".to_owned(),
        libc: Some("glibc 2.36".to_owned()),
        overcommit: Some("0".to_owned()),
    }
}

/// A phase whose ledger closes, from its rows in tenths of a MiB; `None` in
/// `rows` is unknown.
pub(crate) fn phase(name: &str, rows: [Option<u64>; 8]) -> Phase {
    let mut phase = Phase {
        name: name.to_owned(),
        elapsed_ns: Some(141_200_000),
        standing_ns: 8_100_000,
        observer: 3 * MIB,
        live: Some(0),
        untouched: Some(0),
        swapped: Some(0),
        lazy_free: Some(0),
        ..Phase::default()
    };
    for (row, bytes) in Row::shown_of([]).into_iter().zip(rows) {
        phase.ledger.set(row, bytes.map(tenths));
        phase.resident += bytes.map_or(0, tenths);
    }
    phase.resident += phase.observer;
    phase.ledger.residual = Some(0);
    phase.live = Some(rows[..3].iter().flatten().copied().map(tenths).sum());
    phase.allocated =
        phase.live.map(|live| live + tenths(rows[3].unwrap_or(0)));
    phase
}

fn rows(known: [u64; 8]) -> [Option<u64>; 8] {
    known.map(Some)
}

/// `hashmap-pointer`, as jemalloc holds it.
pub(crate) fn jemalloc() -> Probe {
    let mut probe = probe(
        "jemalloc",
        "5.3.1",
        vec![
            phase("baseline", rows([0, 0, 1, 0, 0, 1, 2, 21])),
            phase("filled", rows([1373, 265, 1, 0, 1, 20, 12, 21])),
            phase("drained", rows([0, 340, 1, 0, 1, 1350, 12, 21])),
            phase("settled", rows([0, 340, 1, 0, 1, 1350, 12, 21])),
            phase("shrunk", rows([0, 0, 1, 0, 1, 1350, 12, 21])),
            phase("collected", rows([0, 0, 1, 0, 1, 20, 12, 21])),
            phase("dropped", rows([0, 0, 1, 0, 1, 20, 12, 21])),
        ],
    );
    probe.settings = [("dirty_decay_ms", "10000"), ("muzzy_decay_ms", "0")]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
    probe.phases[1].untouched = Some(tenths(75));
    probe.phases[5].ledger.residual = Some(4096);
    probe.phases[5].resident += 4096;
    probe
}

/// The same on glibc, which tells nothing of its own tables.
pub(crate) fn system() -> Probe {
    let unknown = |mut known: [Option<u64>; 8]| {
        known[6] = None;
        known
    };
    let mut probe = probe(
        "system",
        "glibc 2.36",
        vec![
            phase("baseline", unknown(rows([0, 0, 1, 0, 0, 1, 0, 21]))),
            phase("filled", unknown(rows([1373, 265, 1, 76, 1, 1, 0, 21]))),
            phase("drained", unknown(rows([0, 340, 1, 0, 1, 1371, 0, 21]))),
            phase("settled", unknown(rows([0, 340, 1, 0, 1, 1371, 0, 21]))),
            phase("rebuilt", unknown(rows([0, 0, 1, 0, 1, 1371, 0, 21]))),
            phase("collected", unknown(rows([0, 0, 1, 0, 0, 1, 0, 21]))),
            phase("dropped", unknown(rows([0, 0, 1, 0, 0, 1, 0, 21]))),
        ],
    );
    for phase in &mut probe.phases {
        let why = "glibc does not tell; it is part of cached";
        phase.absent.insert("metadata".to_owned(), why.to_owned());
    }
    probe.phases[4].transient_live = Some(12 * MIB);
    probe
}

/// The same under dhat, whose resident set is its own.
pub(crate) fn dhat() -> Probe {
    let mut probe = jemalloc();
    probe.backend = "dhat".to_owned();
    probe.backend_version = "dhat 0.3.3 over glibc 2.36".to_owned();
    probe.settings.clear();
    probe.resident_is_profiler = true;
    for phase in &mut probe.phases {
        let payload = phase.ledger.get(Row::Payload);
        phase.ledger = residue_report::Ledger::default();
        phase.ledger.set(Row::Payload, payload);
        phase.resident += 400 * MIB;
        phase.allocations = Some(1_000_212);
        phase.frees = Some(1_000_199);
        phase.peak_live = Some(tenths(1640));
    }
    probe
}

/// A probe that the kernel killed at its second phase.
pub(crate) fn killed() -> Probe {
    let mut probe = jemalloc();
    probe.backend = "mimalloc".to_owned();
    probe.backend_version = "3.1.5".to_owned();
    probe.settings.clear();
    probe.phases.truncate(1);
    probe.outcome = Outcome::Failed {
        reason: "killed by signal 9 (SIGKILL) in phase filled".to_owned(),
    };
    probe
}

/// A process that allocates nothing of its own.
pub(crate) fn empty() -> Probe {
    let phases = ["baseline", "filled", "drained", "dropped"]
        .map(|name| phase(name, rows([0, 0, 0, 0, 0, 2, 0, 21])));
    let mut probe = probe("jemalloc", "5.3.1", phases.into());
    probe.scenario = "empty".to_owned();
    for phase in &mut probe.phases {
        phase.containers.clear();
    }
    probe
}

pub(crate) fn run() -> Run {
    let mut run = Run::new(environment());
    run.probes = vec![dhat(), system(), jemalloc(), killed(), empty()];
    run
}

fn probe(backend: &str, version: &str, mut phases: Vec<Phase>) -> Probe {
    phases[0].elapsed_ns = None;
    for phase in &mut phases {
        phase.containers = container(phase).into_iter().collect();
    }
    Probe {
        scenario: "hashmap-pointer".to_owned(),
        backend: backend.to_owned(),
        backend_version: version.to_owned(),
        elements: 1_000_000,
        seed: 1,
        settle_ns: 1_000_000_000,
        remedy: "shrink".to_owned(),
        phases,
        ..Probe::default()
    }
}

fn container(phase: &Phase) -> Option<ContainerRow> {
    let payload = phase.ledger.get(Row::Payload)?;
    let slack = phase.ledger.get(Row::Slack)?;
    Some(ContainerRow {
        name: "map".to_owned(),
        live: payload + slack,
        payload,
        slack,
        elements: if payload > 0 { 1_000_000 } else { 0 },
        capacity: if payload + slack > 0 { 1_835_008 } else { 0 },
    })
}
