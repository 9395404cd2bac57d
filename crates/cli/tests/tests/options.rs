use crate::closing::assert_closes;
use crate::util::{
    BACKENDS, KIB, Probe, Run, output, retention, run, stderr, stdout, stored,
};
use tempfile::TempDir;

/// `hashmap-pointer`, small and quick, with `args`.
fn small(args: &[&str]) -> Run {
    let own = ["--scenario=hashmap-pointer", "-n", "20000", "--settle=0s"];
    run(&[&own, args].concat())
}

#[test]
fn repetitions_are_counted_and_alike() {
    let run = small(&["--backend=system,mimalloc", "--repeat=2"]);
    let seen = run.probes.iter().map(|p| (p.repetition, p.backend.as_str()));
    let expected =
        [(0, "system"), (0, "mimalloc"), (1, "system"), (1, "mimalloc")];
    assert!(seen.eq(expected));
    for backend in ["system", "mimalloc"] {
        let probes = run.probes.iter().filter(|p| p.backend == backend);
        let courses: Vec<_> = probes.map(Probe::course).collect();
        assert_eq!(courses[0], courses[1], "{backend}");
    }
}

#[test]
fn the_seed_decides_what_is_allocated() {
    let customers = |seed: &str| {
        run(&[
            "--scenario=customer-cache",
            "--backend=system",
            "--settle=0s",
            "--elements=5000",
            "--seed",
            seed,
        ])
    };
    let [one, same, other] = ["7", "7", "8"].map(customers);
    let course = |run: &Run| format!("{:?}", run.probes[0].course());
    assert_eq!(one.probes[0].seed, 7);
    assert_eq!(course(&one), course(&same));
    assert_ne!(course(&one), course(&other), "the sizes are drawn from it");
}

#[test]
fn size_and_settle_time_are_kept_to_and_recorded() {
    let args = ["--scenario=empty", "-b=system", "-n=1_234"];
    let run = run(&[&args[..], &["--settle=120ms"]].concat());
    let probe = &run.probes[0];
    assert_eq!(probe.elements, 1_234);
    assert_eq!(probe.settle_ns, 120_000_000);
    assert!(probe.phase("settled").elapsed_ns >= 120_000_000);
}

/// The classic remedy needs room for both tables at once.
#[test]
fn rebuilding_shows_what_it_takes_for_a_while() {
    let run = run(&[
        "--scenario=hashmap-survivors",
        "--elements=20000",
        "--settle=0s",
        "--remedy=rebuild",
    ]);
    assert_eq!(run.probes.len(), BACKENDS.len());
    assert_closes(&run);
    for probe in &run.probes {
        let names: Vec<_> =
            probe.phases.iter().map(|phase| phase.name.as_str()).collect();
        let expected = [
            "baseline",
            "filled",
            "drained",
            "settled",
            "rebuilt",
            "collected",
            "dropped",
        ];
        assert_eq!(names, expected);
        assert_eq!(probe.remedy, "rebuild");
        let (before, after) = (probe.phase("settled"), probe.phase("rebuilt"));
        // Both tables, until the last survivor has moved.
        let table = crate::figures::table(32, 16);
        assert_eq!(after.transient_live, Some(table), "{}", probe.title());
        let freed = before.live - after.live;
        assert_eq!(freed, crate::figures::table(32_768, 16) - table);
        assert!(after.elapsed_ns > 0);
    }
}

#[test]
fn shrinking_is_the_remedy_by_default() {
    for probe in &retention().probes {
        assert_eq!(probe.remedy, "shrink");
        let rebuilt = probe.phases.iter().any(|p| p.name == "rebuilt");
        assert!(!rebuilt, "{}", probe.title());
    }
}

/// What is freed goes back at once, and so never shows as cached.
#[test]
fn settings_take_effect_and_are_recorded() {
    let boxes = 20_000 * 128;
    for (backend, key, value) in [
        ("jemalloc", "dirty_decay_ms", "0"),
        ("mimalloc", "purge_delay", "0"),
        ("system", "arena_max", "1"),
        ("dhat", "arena_max", "1"),
    ] {
        let setting = format!("{key}={value}");
        let run = small(&["--backend", backend, "--set", &setting]);
        assert_closes(&run);
        let probe = &run.probes[0];
        assert_eq!(probe.settings[key], value, "{backend}");
        let by_default = retention().probe("hashmap-pointer", backend);
        assert_ne!(by_default.settings[key], value, "{backend}");
        if value == "0" {
            let held = |probe: &Probe| {
                probe.rise("baseline", "drained", |phase| {
                    phase.row("cached") + phase.row("metadata")
                })
            };
            assert!(held(by_default) >= boxes, "{backend} keeps by itself");
            assert!(held(probe) < boxes / 2, "{backend}: {}", held(probe));
        }
    }
}

/// One table of all of them, and the half-life of what was freed: what stays
/// is told to stay, as the control, and what is given back at once to have
/// left at once.
#[test]
fn a_list_of_values_is_one_probe_each_and_a_table_tells_when_memory_left() {
    let folder = TempDir::new().expect("a folder for results");
    let output = output(&[
        "run",
        "--out",
        folder.path().to_str().expect("a plain path"),
        "--scenario=release",
        "--backend=jemalloc,mimalloc",
        "-n=60000",
        "--settle=200ms",
        "--set=jemalloc.dirty_decay_ms=0,-1",
        "--set=mimalloc.purge_delay=0",
    ]);
    assert!(output.status.success(), "{}", stderr(&output));
    let run = stored(folder.path());
    let asked = run.probes.iter().map(|probe| &probe.asked);
    let asked: Vec<_> =
        asked.flatten().map(|(k, v)| format!("{k}={v}")).collect();
    let each = ["dirty_decay_ms=0", "dirty_decay_ms=-1", "purge_delay=0"];
    assert_eq!(asked, each);
    for probe in &run.probes {
        for (key, value) in &probe.asked {
            assert_eq!(&probe.settings[key], value, "it is read back");
        }
    }
    let said = stdout(&output);
    let line = |setting: &str| {
        let mut lines = said.lines().filter(|line| line.contains("half-life"));
        assert!(lines.next().is_some(), "{said}");
        // The recommendation has one too, and a colon.
        let mut lines = said.lines().filter(|line| !line.contains(':'));
        let found = lines.rfind(|line| line.contains(setting));
        found.unwrap_or_else(|| panic!("{setting} in {said}")).to_owned()
    };
    let at_once = line(" dirty_decay_ms=0 ");
    assert_eq!(at_once.matches("at once").count(), 2, "{at_once}");
    let never = line(" dirty_decay_ms=-1 ");
    assert_eq!(never.matches("> ").count(), 2, "{never}");
}

/// glibc gives back the top of its heap down to the pad, but not what lies
/// below the log line that `hashmap-pointer` keeps.
#[test]
fn glibc_trims_only_above_what_lives() {
    let run = small(&["--backend=system", "--set=trim_threshold=0"]);
    let probe = &run.probes[0];
    assert_eq!(probe.settings["trim_threshold"], "0");
    let cached = probe.phase("drained").row("cached");
    assert!(cached >= 2_000 * KIB, "{cached}");
}

#[test]
fn settings_of_the_environment_do_not_reach_a_probe() {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().to_str().expect("a plain path");
    let status = crate::util::residue(&[
        "run",
        "--scenario=empty",
        "--backend=jemalloc,mimalloc",
        "--settle=0s",
        "--out",
        out,
    ])
    .env("_RJEM_MALLOC_CONF", "dirty_decay_ms:77")
    .env("MIMALLOC_PURGE_DELAY", "77")
    .output()
    .expect("the binary starts")
    .status;
    assert!(status.success());
    let run = stored(folder.path());
    let decay = &run.probe("empty", "jemalloc").settings["dirty_decay_ms"];
    let delay = &run.probe("empty", "mimalloc").settings["purge_delay"];
    assert_ne!((decay.as_str(), delay.as_str()), ("77", "77"));
    assert!(decay != "77" && delay != "77");
}

#[test]
fn versions_are_the_allocators_own() {
    for backend in BACKENDS {
        let probe = retention().probe("empty", backend);
        let version = &probe.backend_version;
        assert!(version.contains('.'), "{backend}: {version}");
    }
}

/// What a policy keeps is counted by the sizing rule of the map; the tracker
/// sees the same bytes at every phase, as the control. Shrinking keeps less
/// and moves more.
#[test]
fn a_policy_is_counted_as_the_tracker_sees_it() {
    let run = run(&[
        "--scenario=policy-wave-never,policy-wave-fit",
        "--backend=system",
        "-n=2000",
        "--settle=0s",
    ]);
    let [never, fit] = [0, 1].map(|at: usize| {
        let phases = &run.probes[at].phases;
        let told = phases.iter().filter(|phase| {
            let table = phase.allocator.get("table_bytes");
            table.is_some_and(|&table| {
                assert_eq!(phase.containers[0].live, table, "{}", phase.name);
                true
            })
        });
        let told: Vec<_> = told.collect();
        for phase in &told {
            assert!(phase.allocator["processor_ns"] > 0, "{}", phase.name);
        }
        let last = told.last().expect("it told something");
        ["kept_byte_hours", "moved_bytes"].map(|name| last.allocator[name])
    });
    assert!(never[0] > fit[0] * 2, "{never:?} {fit:?}");
    assert!(never[1] < fit[1], "{never:?} {fit:?}");
}
