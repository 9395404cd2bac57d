use crate::util::{
    ALLOCATORS, ELEMENTS, KIB, MIB, Phase, ROWS, Run, output, retention, run,
    stdout, timeless,
};
use residue_scenarios::{Scenario, Tag};
use std::sync::OnceLock;

/// One scenario with its peak right after the baseline, one with a phase
/// between.
const SCENARIOS: [&str; 2] = ["hashmap-pointer", "customer-cache"];

/// Up to here a row may be off that nothing was planted in. What is planted
/// takes whole pages where it lies beside something else; and jemalloc counts
/// pages that its thread cache keeps, of planted memory too, as its own.
const ASIDE: i64 = 256 * KIB;

/// What the plants are, how many bytes, and the row they belong in.
const PLANTS: [(&str, i64, &str); 3] = [
    ("slack=3MiB", 3 * MIB, "slack"),
    ("cached=4MiB", 4 * MIB, "cached"),
    ("live=1", 1, "other_live"),
];

/// The runs without a plant, then one with each of [`PLANTS`].
fn runs(backend: &str) -> &'static [Run; 4] {
    static RUNS: [OnceLock<[Run; 4]>; 3] = [const { OnceLock::new() }; 3];
    let place = ALLOCATORS.iter().position(|name| *name == backend);
    let place = place.expect("one of the allocators");
    RUNS[place].get_or_init(|| {
        let [slack, cached, live] = PLANTS.map(|(plant, ..)| Some(plant));
        [None, slack, cached, live].map(|plant| with(backend, plant))
    })
}

/// Without huge pages, of which mimalloc asks for some.
fn with(backend: &str, plant: Option<&str>) -> Run {
    let elements = ELEMENTS.to_string();
    let scenarios = SCENARIOS.join(",");
    let mut args = vec!["-s", &scenarios, "-b", backend, "-n", &elements];
    args.extend(["--settle=10ms"]);
    args.extend(timeless(backend));
    args.extend((backend == "mimalloc").then_some("--set=allow_thp=0"));
    args.extend(plant.into_iter().flat_map(|plant| ["--plant", plant]));
    run(&args)
}

/// Each phase of every scenario under every allocator without a plant and
/// with [`PLANTS`]`[plant]`, and whether it is planted there: from the peak
/// on, and before the phases `until`.
fn each_phase(
    plant: usize,
    until: &[&str],
    mut check: impl FnMut(&str, bool, &Phase, &Phase),
) {
    for backend in ALLOCATORS {
        for scenario in SCENARIOS {
            let [without, ..] = runs(backend);
            let with = runs(backend)[plant + 1].probe(scenario, backend);
            let mut there = false;
            for old in &without.probe(scenario, backend).phases {
                let at_peak = ["filled", "promotion"];
                there |= at_peak.contains(&old.name.as_str());
                there &= !until.contains(&old.name.as_str());
                let title = format!("{} at {}", with.title(), old.name);
                check(&title, there, old, with.phase(&old.name));
            }
        }
    }
}

/// The rows in which two phases differ by more than `aside`, and by how much
/// each. Not the program's: it depends on addresses.
fn differing(old: &Phase, new: &Phase, aside: i64) -> Vec<(&'static str, i64)> {
    let rows = ROWS.into_iter().filter(|&row| row != "program");
    rows.map(|row| (row, new.row(row) - old.row(row)))
        .filter(|(_, difference)| difference.abs() > aside)
        .collect()
}

fn names(rows: &[(&'static str, i64)]) -> Vec<&'static str> {
    rows.iter().map(|(row, _)| *row).collect()
}

#[test]
fn a_live_byte_is_one_byte_of_other_live() {
    each_phase(2, &[], |title, there, old, new| {
        let byte = i64::from(there);
        assert_eq!(new.live - old.live, byte, "{title}");
        assert_eq!(new.allocations - old.allocations, byte, "{title}");
        assert_eq!(new.frees, old.frees, "{title}");
        assert_eq!(new.containers, old.containers, "{title}");
        let row = new.row("other_live") - old.row("other_live");
        assert_eq!(row, byte, "{title}");
        assert_eq!(differing(old, new, ASIDE), [], "{title}");
    });
}

#[test]
fn planted_slack_is_slack_until_the_remedy() {
    let bytes = PLANTS[0].1;
    each_phase(0, &["shrunk"], |title, there, old, new| {
        let planted = if there { bytes } else { 0 };
        assert_eq!(new.live - old.live, planted, "{title}");
        let (slack, was) = (&new.containers[0], &old.containers[0]);
        assert_eq!(slack.slack - was.slack, planted, "{title}");
        assert_eq!(slack.payload, was.payload, "{title}");
        let off = new.row("slack") - old.row("slack") - planted;
        assert!(off.abs() < 4 * KIB, "{title}: {off}");
        let rows = differing(old, new, ASIDE);
        // What the remedy frees is the allocator's, until it is purged.
        if new.name == "shrunk" {
            assert!(rows.iter().all(|(row, _)| *row == "cached"), "{rows:?}");
        } else {
            assert_eq!(names(&rows), vec!["slack"; usize::from(there)]);
        }
    });
}

#[test]
fn planted_cache_is_cached_until_it_is_purged() {
    let bytes = PLANTS[1].1;
    each_phase(1, &["collected"], |title, there, old, new| {
        let rows = differing(old, new, ASIDE);
        assert_eq!(names(&rows), vec!["cached"; usize::from(there)], "{title}");
        let cached = new.row("cached") - old.row("cached");
        let planted = if there { bytes } else { 0 };
        assert!((cached - planted).abs() < ASIDE, "{title}: {cached}");
        // The byte that keeps glibc from trimming what lies below.
        assert_eq!(new.live - old.live, i64::from(there), "{title}");
        assert_eq!(new.containers, old.containers, "{title}");
    });
}

/// Of glibc and mimalloc, which keep no memory of their own in between.
#[test]
fn planted_cache_is_exact_to_a_few_pages() {
    each_phase(1, &["collected"], |title, there, old, new| {
        let cached = new.row("cached") - old.row("cached");
        let off = (cached - if there { PLANTS[1].1 } else { 0 }).abs();
        let pages = if title.contains("system") { 4 } else { 16 };
        let exact = title.contains("jemalloc") || off <= pages * 4 * KIB;
        assert!(exact, "{title}: {off}");
    });
}

/// Up to the peak a probe with a plant is one without.
#[test]
fn nothing_differs_before_the_peak() {
    for plant in 0..PLANTS.len() {
        let mut seen = 0;
        each_phase(plant, &[], |title, there, old, new| {
            if there {
                return;
            }
            seen += 1;
            let counted = |phase: &Phase| {
                [phase.live, phase.allocations, phase.frees, phase.peak_live]
            };
            assert_eq!(counted(old), counted(new), "{title}");
            assert_eq!(differing(old, new, 8 * KIB), [], "{title}");
        });
        assert_eq!(seen, ALLOCATORS.len() * (1 + 2));
    }
}

/// The control of the tests above: what differs is seen to differ.
#[test]
fn a_plant_is_missed_in_any_other_row() {
    let [without, slack, cached, _] = runs("system");
    for (run, own) in [(slack, "slack"), (cached, "cached")] {
        let drained = |run: &Run| {
            run.probe("hashmap-pointer", "system").phase("drained").clone()
        };
        let rows = differing(&drained(without), &drained(run), ASIDE);
        assert_eq!(names(&rows), [own]);
        let none = differing(&drained(run), &drained(run), 0);
        assert_eq!(none, []);
    }
}

#[test]
fn scenarios_know_their_slack_at_the_peak_to_the_byte() {
    let all = residue_scenarios::all().iter();
    let is_default = |it: &&&dyn Scenario| it.tags().contains(&Tag::Default);
    for scenario in all.filter(is_default) {
        let probe = retention().probe(scenario.name(), "system");
        let peak = &probe.phases[scenario.peak_index()];
        let slack = peak.containers.first().map_or(0, |first| first.slack);
        let known = scenario.peak_slack(ELEMENTS);
        assert_eq!(known, Some(slack as u64), "{}", probe.title());
    }
}

#[test]
fn a_share_of_slack_is_planted_in_the_first_container() {
    let share = with("system", Some("slack=1%"));
    let [without, ..] = runs("system");
    for scenario in SCENARIOS {
        let of = |run: &Run| {
            let probe = run.probe(scenario, "system");
            let peak = ["filled", "promotion"];
            let mut phases = probe.phases.iter();
            let peak = phases.find(|p| peak.contains(&p.name.as_str()));
            peak.expect("a peak").containers[0].slack
        };
        assert_eq!(of(&share), of(without) + of(without) / 100, "{scenario}");
        let said = &share.probe(scenario, "system").warnings;
        assert!(said[0].starts_with("a change is planted: slack=1%, "));
    }
}

#[test]
fn a_plant_is_said_in_every_probe_and_every_report() {
    let probe = runs("system")[2].probe("hashmap-pointer", "system");
    assert_eq!(probe.warnings, ["a change is planted: cached=4MiB"]);
    assert!(probe.command.ends_with(" --plant cached=4MiB"));
    let without = runs("system")[0].probe("hashmap-pointer", "system");
    assert!(without.warnings.is_empty());
    let list = stdout(&output(&["list"]));
    for (plant, ..) in PLANTS {
        let (kind, _) = plant.split_once('=').expect("a kind");
        assert!(list.lines().any(|line| line.trim().starts_with(kind)));
    }
}

#[test]
fn what_allocates_in_turns_is_said_not_to_repeat() {
    for probe in &retention().probes {
        let repeats = probe.scenario != "threads-exchange";
        assert_eq!(probe.deterministic, Some(repeats), "{}", probe.title());
    }
}
