//! The labels are the scenarios' own: whom each blames right after its peak,
//! and for how many bytes, follows from what it does and from the sizes in
//! which an allocator gives out memory.

use crate::due::{Due, clear_of_doubt};
use crate::util::{ALLOCATORS, output, stderr};
use residue_report::doctor::Patient;
use residue_report::findings::Finding;
use residue_report::{Probe, Run};
use residue_scenarios::{Expected, all, find};
use std::collections::BTreeMap;
use std::fs;
use std::sync::OnceLock;
use std::thread;
use tempfile::TempDir;

/// Elements of builds without optimisation, at least: of a few scenarios more,
/// so that what is due lies well above the threshold of its verdict.
const SMALL: u64 = 34_000;

/// Elements at which little beside the label matters.
const FULL: u64 = 1_000_000;

/// What the allocator does with what is freed, as settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Regime {
    /// Give it back at once.
    Eager,
    /// Keep it.
    Lazy,
}

impl Regime {
    fn of(expected: Expected) -> Regime {
        match expected {
            Expected::Freed(_) | Expected::Emptied | Expected::Scattered(_) => {
                Regime::Lazy
            }
            _ => Regime::Eager,
        }
    }

    fn settings(self, backend: &str) -> &'static [&'static str] {
        match (self, backend) {
            // What has a mapping of its own is unmapped.
            (Regime::Eager, "system") => &["--set=mmap_threshold=131072"],
            (Regime::Eager, "jemalloc") => {
                &["--set=dirty_decay_ms=0", "--set=muzzy_decay_ms=0"]
            }
            (Regime::Eager, _) => &["--set=purge_delay=0", "--set=allow_thp=0"],
            (Regime::Lazy, "system") => &["--set=trim_threshold=-1"],
            (Regime::Lazy, "jemalloc") => &["--set=dirty_decay_ms=600000"],
            (Regime::Lazy, _) => {
                &["--set=purge_delay=600000", "--set=allow_thp=0"]
            }
        }
    }
}

/// The labelled scenarios of `regime` by their elements, at least so many; but
/// for the controls: their sizes are their own.
fn labelled(regime: Regime, least: u64) -> BTreeMap<u64, Vec<&'static str>> {
    let mut by_size = BTreeMap::<u64, Vec<_>>::new();
    for scenario in all().iter().filter(|of| !of.is_control()) {
        let expected = scenario.expected(least).map(Regime::of);
        if expected == Some(regime) {
            let size = clear_of_doubt(*scenario, least);
            by_size.entry(size).or_default().push(scenario.name());
        }
    }
    by_size
}

fn run(regime: Regime, backend: &str, least: u64) -> Vec<Probe> {
    let sizes = labelled(regime, least).into_iter();
    sizes.flat_map(|of| run_at(regime, backend, of)).collect()
}

fn run_at(
    regime: Regime,
    backend: &str,
    (elements, names): (u64, Vec<&str>),
) -> Vec<Probe> {
    let folder = TempDir::new().expect("a folder for results");
    let out = folder.path().to_str().expect("a plain path");
    let (names, size) = (names.join(","), elements.to_string());
    let args = ["run", "--out", out, "-s", &names, "-b", backend, "-n", &size];
    let quick = ["--rung", "dropped"];
    let all = [&args[..], &quick, regime.settings(backend)].concat();
    let done = output(&all);
    assert!(done.status.success(), "{}", stderr(&done));
    let text = fs::read_to_string(folder.path().join("run.json"));
    Run::from_json(&text.expect("a run")).expect("a run").probes
}

/// All labelled scenarios under all allocators, two runs at a time.
fn probes(least: u64) -> Vec<Probe> {
    thread::scope(|scope| {
        let runs = [Regime::Eager, Regime::Lazy].map(|regime| {
            scope.spawn(move || {
                let runs = ALLOCATORS.into_iter();
                let runs = runs.map(|of| run(regime, of, least));
                runs.flatten().collect::<Vec<_>>()
            })
        });
        runs.into_iter().flat_map(|run| run.join().expect("a run")).collect()
    })
}

/// What is wrong with what the doctor says of `probe`, if anything.
fn misjudged(probe: &Probe, expected: Expected) -> Option<String> {
    let diagnosis = Patient::of(probe).diagnosis;
    let due = Due::of(probe, expected);
    let told = diagnosis.findings.first();
    let blamed = told.map_or(0, |finding: &Finding| finding.blamed);
    let is_right = diagnosis.verdict() == due.verdict
        && (due.bytes == 0 || blamed.abs_diff(due.bytes) <= due.room());
    (!is_right).then(|| {
        format!(
            "{} on {}: {} of {blamed}, not {} of {}",
            probe.scenario,
            probe.backend,
            diagnosis.verdict().name(),
            due.verdict.name(),
            due.bytes,
        )
    })
}

fn expected(probe: &Probe) -> Expected {
    let scenario = find(&probe.scenario).expect("in the list");
    scenario.expected(probe.elements).expect("it is labelled")
}

fn small() -> &'static [Probe] {
    static PROBES: OnceLock<Vec<Probe>> = OnceLock::new();
    PROBES.get_or_init(|| probes(SMALL))
}

fn assert_judged(probes: &[Probe]) {
    let wrong = probes.iter().filter_map(|of| misjudged(of, expected(of)));
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
    assert!(probes.len() >= 3 * 40, "{} combinations", probes.len());
}

#[test]
fn verdicts_of_the_catalogue_are_those_on_its_labels() {
    assert_judged(small());
}

#[test]
#[ignore = "some minutes, with optimisation: scripts/verdicts"]
fn full_size_verdicts_are_those_on_the_labels() {
    assert_judged(&probes(FULL));
}

#[test]
fn what_is_said_of_each_adds_up_to_what_is_resident() {
    for probe in small() {
        let diagnosis = Patient::of(probe).diagnosis;
        let bytes = diagnosis.findings.iter().map(|finding| finding.bytes);
        let (name, backend) = (&probe.scenario, &probe.backend);
        assert_eq!(
            bytes.sum::<u64>(),
            diagnosis.resident,
            "{name} on {backend}"
        );
    }
}

/// The control: with the labels of another scenario the same runs fail.
#[test]
fn a_wrong_label_is_seen() {
    let of = |name: &str| small().iter().find(|of| of.scenario == name);
    let (kept, gone) = (of("hashmap-clear"), of("hashmap-take"));
    let (kept, gone) = (kept.expect("a probe"), gone.expect("a probe"));
    assert_eq!(misjudged(kept, expected(kept)), None);
    assert!(misjudged(kept, expected(gone)).is_some(), "another culprit");
    let Expected::Container(bytes) = expected(kept) else { panic!("{kept:?}") };
    let more = Expected::Container(bytes + bytes / 20);
    assert!(misjudged(kept, more).is_some(), "5 % more");
}

/// What the container says of its own room, by what an element takes, and
/// what it holds, when its elements are gone.
fn room_and_held(name: &str) -> (u64, u64) {
    let mut probes = small().iter();
    let probe = probes.find(|of| of.scenario == name).expect("a probe");
    let drained = probe.phases.iter().find(|of| of.name == "drained");
    let container = &drained.expect("a phase").containers[0];
    let room = probe.room(container).expect("its element is known");
    (room, container.live)
}

/// A map counts the marks that removed elements leave against its capacity,
/// and has more beside its elements: who multiplies its capacity with the size
/// of an element is below what it holds.
#[test]
fn a_capacity_falls_with_its_elements_while_the_table_stays() {
    let table = (65_536 * 137 + 16) as u64;
    let (cleared, held) = room_and_held("hashmap-clear");
    assert_eq!((cleared, held), (57_344 * 136, table));
    for name in ["hashmap-value", "hashmap-retain"] {
        let (room, held) = room_and_held(name);
        assert_eq!(held, table, "{name}");
        assert!(room < cleared, "{name}: {room} of {table}");
    }
    assert_eq!(room_and_held("hashmap-take"), (0, 0));
}
