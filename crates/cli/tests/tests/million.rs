use crate::closing::assert_closes;
use crate::figures::table;
use crate::undisturbed::{only_the_last, rows_apart};
use crate::util::{ALLOCATORS, KIB, MIB, Phase, Run, run, timeless};
use std::sync::OnceLock;

const BUCKETS: i64 = 2_097_152;

/// The default scenarios, two more containers and the controls, under the three
/// allocators at the size of the README. The whole catalogue at this size takes
/// an hour.
fn million() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| {
        run(&[
            "--elements=1000000",
            "--scenario=tag:default",
            "--scenario=vec-growth",
            "--scenario=btreemap-value",
            "--scenario=control-*",
            "--backend=system,jemalloc,mimalloc",
        ])
    })
}

/// `hashmap-pointer` under `backend`, which keeps what it is given back.
fn boxes(backend: &str) -> &'static Run {
    static RUNS: [OnceLock<Run>; 3] = [const { OnceLock::new() }; 3];
    let place = ALLOCATORS.iter().position(|name| *name == backend);
    RUNS[place.expect("one of the allocators")].get_or_init(|| {
        let named = ["--scenario=hashmap-pointer", "--backend", backend];
        let size = ["--elements=1000000"];
        run(&[&named[..], &size, timeless(backend)].concat())
    })
}

/// MiB with a decimal, as tables print them.
fn mib(bytes: i64) -> f64 {
    (bytes as f64 / MIB as f64 * 10.0).round() / 10.0
}

fn assert_about(what: &str, bytes: i64, expected: f64, tolerance: f64) {
    let apart = (mib(bytes) - expected).abs();
    assert!(apart <= tolerance, "{what}: {} for {expected}", mib(bytes));
}

#[test]
#[ignore = "a minute without optimisation"]
fn at_a_million_every_ledger_closes() {
    let phases = assert_closes(million());
    assert_eq!(phases, 3 * (7 * 7 + 8 + 6) + 3 * (4 * 3 + 2 * 2));
}

#[test]
#[ignore = "a minute without optimisation"]
fn at_a_million_a_table_of_values_is_274_mib_of_slack() {
    for backend in ALLOCATORS {
        let probe = million().probe("hashmap-value", backend);
        let live = |to| probe.rise("baseline", to, |phase| phase.live);
        assert_eq!(live("filled"), table(BUCKETS, 136), "{backend}");
        assert_eq!(live("drained"), table(BUCKETS, 136), "{backend}");
        assert_about("live", live("drained"), 274.0, 0.0);
        let slack = probe.phase("drained").containers[0].slack;
        assert_eq!(slack, table(BUCKETS, 136), "{backend}");
        assert!(probe.phase("shrunk").live < MIB, "{backend}");
    }
}

#[test]
#[ignore = "a minute without optimisation"]
fn at_a_million_boxes_leave_both_retentions() {
    for (backend, kept, collected) in [
        ("system", 137.0, MIB),
        ("jemalloc", 135.0, 6 * MIB),
        ("mimalloc", 136.0, 8 * MIB),
    ] {
        let probe = boxes(backend).probe("hashmap-pointer", backend);
        let drained = probe.phase("drained");
        assert_about(backend, drained.row("slack"), 34.0, 0.0);
        assert_about(backend, drained.allocators(), kept, 5.0);
        let left = probe.phase("collected").allocators();
        assert!(left < collected, "{backend}: {} MiB", mib(left));
    }
}

#[test]
#[ignore = "a minute without optimisation"]
fn at_a_million_each_survivor_pins_a_page() {
    let probe = million().probe("hashmap-survivors", "system");
    let collected = probe.phase("collected");
    assert_eq!(collected.containers[0].elements, 1000);
    let pinned = collected.row("fragmentation") / 1000;
    assert!((3_700..4_200).contains(&pinned), "{pinned}");
}

#[test]
#[ignore = "a minute without optimisation"]
fn at_a_million_jemalloc_rounds_to_classes_only_when_told_to() {
    let by_default = million().probe("hashmap-value", "jemalloc");
    let filled = by_default.phase("filled");
    assert_about("pages", filled.allocated, 274.0, 0.1);
    let told = run(&[
        "--elements=1000000",
        "--scenario=hashmap-value",
        "--backend=jemalloc",
        "--set=disable_large_size_classes=false",
    ]);
    let filled = told.probe("hashmap-value", "jemalloc").phase("filled");
    assert_about("a class", filled.allocated, 320.0, 0.1);
    // The tail of the class was never touched, and is in no row.
    assert!(filled.net() < 300 * MIB, "{}", mib(filled.net()));
    assert_closes(&told);
}

#[test]
#[ignore = "a minute without optimisation"]
fn at_a_million_cached_is_what_jemalloc_calls_dirty() {
    let probe = boxes("jemalloc").probe("hashmap-pointer", "jemalloc");
    for name in ["drained", "settled", "shrunk"] {
        let phase = probe.phase(name);
        let own = phase.allocator["dirty"] + phase.allocator["muzzy"];
        let threads = phase.allocator["thread_caches"];
        let apart = (phase.row("cached") - own).abs();
        assert!(own > 100 * MIB, "the figures compared move: {own}");
        assert!(apart <= threads + 64 * KIB, "{name}: {apart} of {own}");
    }
}

#[test]
#[ignore = "a minute without optimisation"]
fn at_a_million_a_cache_never_gets_its_promotion_back_by_itself() {
    for backend in ALLOCATORS {
        let probe = million().probe("customer-cache", backend);
        let net = |name| probe.rise("normal-day", name, Phase::net);
        assert!(net("settled") > 100 * MIB, "{backend}");
        assert!(net("collected") < net("settled") / 2, "{backend}");
    }
}

#[test]
#[ignore = "a minute without optimisation"]
fn at_a_million_looks_at_every_phase_change_the_last_by_nothing() {
    for backend in ALLOCATORS {
        let looked = boxes(backend).probe("hashmap-pointer", backend);
        let every = looked.phase("settled");
        let last = only_the_last(looked, "settled");
        let tolerance = every.net() / 200;
        for (row, apart) in rows_apart(every, &last) {
            assert!(apart.abs() <= tolerance, "{row}: {apart} ({backend})");
        }
        let net = (last.resident - last.observer) as i64;
        assert!((every.net() - net).abs() <= tolerance, "{backend}");
    }
}
