use crate::util::{
    ALLOCATORS, BACKENDS, BUCKETS, ELEMENTS, KIB, MIB, Phase, controls,
    retention, run,
};

/// Bytes of one entry of `hashmap-value`.
const ENTRY: i64 = 8 + 128;

/// Bytes of one entry of `hashmap-pointer`.
const POINTER_ENTRY: i64 = 8 + 8;

/// What a table of hashbrown asks for: entries, a control byte for each, and
/// a group of them at the end.
pub(crate) fn table(buckets: i64, entry: i64) -> i64 {
    buckets * entry + buckets + 16
}

#[test]
fn a_table_of_values_is_live_to_the_byte_until_it_is_shrunk() {
    let table = table(BUCKETS as i64, ENTRY);
    for backend in BACKENDS {
        let probe = retention().probe("hashmap-value", backend);
        let live = |to| probe.rise("baseline", to, |phase| phase.live);
        let filled = probe.phase("filled");
        assert_eq!(live("filled"), table, "{backend}");
        assert_eq!(filled.containers[0].live, table, "{backend}");
        let payload = ELEMENTS as i64 * ENTRY;
        assert_eq!(filled.containers[0].payload, payload, "{backend}");
        assert_eq!(live("drained"), table, "{backend}");
        assert_eq!(live("shrunk"), 0, "{backend}");
    }
}

#[test]
fn an_emptied_table_of_values_is_all_slack() {
    for backend in BACKENDS {
        let drained =
            retention().probe("hashmap-value", backend).phase("drained");
        let table = table(BUCKETS as i64, ENTRY);
        assert_eq!(drained.containers[0].slack, table, "{backend}");
        assert_eq!(drained.row("payload"), 0, "{backend}");
        // The tail of the table may never have been touched.
        let seen = drained.row("slack") + drained.untouched;
        assert_eq!(seen, table, "{backend}");
        assert!(drained.untouched < 8 * KIB, "{backend}: {drained:#?}");
    }
}

#[test]
fn an_emptied_table_of_boxes_leaves_slack_to_the_map_and_boxes_to_the_heap() {
    let boxes = ELEMENTS as i64 * 128;
    for backend in ALLOCATORS {
        let probe = retention().probe("hashmap-pointer", backend);
        let drained = probe.phase("drained");
        let table = table(BUCKETS as i64, POINTER_ENTRY);
        assert_eq!(drained.containers[0].slack, table, "{backend}");
        let kept = probe.rise("baseline", "drained", Phase::allocators);
        assert!((boxes..2 * boxes).contains(&kept), "{backend}: {kept}");
    }
}

/// Of the glibc heap only: other allocators move small objects of different
/// ages to pages of their own.
#[test]
fn each_survivor_pins_a_page() {
    let probe = retention().probe("hashmap-survivors", "system");
    let survivors = probe.phase("collected").containers[0].elements;
    assert_eq!(survivors, ELEMENTS as i64 / 1000);
    // Whatever else lives on a page of its own did so at the start.
    let pinned = probe
        .rise("baseline", "collected", |phase| phase.row("fragmentation"))
        / survivors;
    assert!((3_700..4_400).contains(&pinned), "{pinned} for each");
}

#[test]
fn a_cache_after_a_promotion_is_larger_than_before_it() {
    for backend in ALLOCATORS {
        let probe = retention().probe("customer-cache", backend);
        let (before, after) =
            (probe.phase("normal-day"), probe.phase("day-after"));
        let elements = |phase: &Phase| phase.containers[0].elements;
        assert_eq!(elements(before), elements(after), "{backend}");
        let settled = probe.phase("settled");
        assert!(settled.net() > before.net() + 2 * MIB, "{backend}");
    }
}

/// The sum of usable sizes against jemalloc's own statistics, less what
/// threads have cached: to the byte, at every phase, over all size classes.
#[test]
fn allocated_moves_as_jemalloc_counts_it() {
    let own = |phase: &Phase| {
        phase.allocator["allocated"] - phase.allocator["thread_caches"]
    };
    let probes = retention().probes.iter();
    for probe in probes.filter(|probe| probe.backend == "jemalloc") {
        for phase in &probe.phases {
            let name = &phase.name;
            assert_eq!(
                probe.rise("baseline", name, |phase| phase.allocated),
                probe.rise("baseline", name, own),
                "{} at {name}",
                probe.title()
            );
        }
    }
    let probe = retention().probe("hashmap-wide", "jemalloc");
    let rise = probe.rise("baseline", "filled", own);
    assert!(rise > 7 * MIB, "the figures compared move: {rise}");
}

/// glibc counts a header with each object, and what threads have cached.
#[test]
fn allocated_moves_as_glibc_counts_it() {
    let objects = |phase: &Phase| phase.allocations - phase.frees;
    let probes = retention().probes.iter();
    for probe in probes.filter(|probe| probe.backend == "system") {
        // A thread's first allocation makes its cache, which stays.
        let threads = if probe.scenario == "threads-exchange" { 8 } else { 0 };
        let cached = 0..(1 + threads) * 12 * KIB;
        for phase in &probe.phases {
            let name = &phase.name;
            let own = |phase: &Phase| phase.allocator["allocated"];
            let rise = probe.rise("baseline", name, own)
                - probe.rise("baseline", name, |phase| phase.allocated)
                - probe.rise("baseline", name, objects) * 8;
            let title = probe.title();
            assert!(cached.contains(&rise), "{title} at {name}: {rise}");
        }
    }
}

/// Where all of what jemalloc calls dirty was touched: it counts whole
/// extents. Pages that hold nothing but what threads have cached come on top.
#[test]
fn cached_is_what_jemalloc_calls_dirty() {
    let probe = controls("jemalloc").probe("control-cached", "jemalloc");
    let planted = probe.phase("planted");
    let own = planted.allocator["dirty"] + planted.allocator["muzzy"];
    assert!(own > 60 * MIB, "{own}");
    let apart = (planted.row("cached") - own).abs();
    let threads = planted.allocator["thread_caches"];
    assert!(apart <= threads + 64 * KIB, "{apart} of {own}, {threads}");
}

#[test]
fn rounding_up_to_size_classes_is_a_setting_of_jemalloc() {
    let probe = |value: &str| {
        let setting = format!("disable_large_size_classes={value}");
        let size = ELEMENTS.to_string();
        run(&[
            "--scenario=hashmap-value",
            "--backend=jemalloc",
            "--settle=0s",
            "--elements",
            &size,
            "--set",
            &setting,
        ])
    };
    let rounding = |value| {
        let run = probe(value);
        let filled = run.probe("hashmap-value", "jemalloc").phase("filled");
        filled.allocated - filled.live
    };
    // Classes above 4 MiB are 1 MiB apart: the table of 4.28 takes 5.
    let classes = rounding("false");
    assert!((700 * KIB..800 * KIB).contains(&classes), "{classes}");
    let pages = rounding("true");
    assert!(pages < 8 * KIB, "{pages}");
}

#[test]
fn threads_leave_nothing_live() {
    for backend in BACKENDS {
        let probe = retention().probe("threads-exchange", backend);
        let filled = probe.rise("baseline", "filled", |phase| phase.live);
        assert!(filled > 2 * MIB, "{backend}: {filled}");
        let live = |phase: &Phase| phase.live;
        assert_eq!(probe.rise("baseline", "dropped", live), 0, "{backend}");
        let objects = |phase: &Phase| phase.allocations - phase.frees;
        assert_eq!(probe.rise("baseline", "dropped", objects), 0, "{backend}");
    }
}

/// Also under `dhat`, which allocates its tables through the same global
/// allocator: they are no part of what is live.
#[test]
fn a_program_asks_every_backend_for_the_same() {
    for probe in &retention().probes {
        let system = retention().probe(&probe.scenario, "system");
        assert_eq!(probe.course(), system.course(), "{}", probe.title());
    }
}

#[test]
fn only_figures_of_the_profiler_are_marked_as_its_own() {
    for probe in &retention().probes {
        let marked = probe.resident_is_profiler;
        assert_eq!(marked, probe.backend == "dhat", "{}", probe.title());
    }
}
