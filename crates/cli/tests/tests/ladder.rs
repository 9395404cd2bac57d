//! Each remedy in order and alone: what it gives back, and what it costs.

use crate::desk::assert_says;
use crate::util::{ALLOCATORS, output, refused, stderr, stdout};
use residue_report::descent::{Descent, DescentKind, Fallen, Step};
use residue_report::{Probe, Run};
use std::fs;
use std::sync::OnceLock;
use tempfile::TempDir;

/// A table of 65,536 buckets, and boxes.
const ELEMENTS: u64 = 34_000;

const RUNGS: [&str; 6] =
    ["settled", "shrunk", "rebuilt", "collected", "purged", "dropped"];

/// The run, and what was shown of it.
fn run() -> &'static (Run, String) {
    static RUN: OnceLock<(Run, String)> = OnceLock::new();
    RUN.get_or_init(|| {
        let folder = TempDir::new().expect("a folder for results");
        let out = folder.path().to_str().expect("a plain path");
        let size = ELEMENTS.to_string();
        let backends = ALLOCATORS.join(",");
        let what = ["-s", "hashmap-boxed-128", "-b", &backends, "-n", &size];
        let how = ["--ladder", "--settle", "10ms", "--out", out];
        let done = output(&[&["run"], &what[..], &how].concat());
        assert!(done.status.success(), "{}", stderr(&done));
        let text = fs::read_to_string(folder.path().join("run.json"));
        let run = Run::from_json(&text.expect("a run")).expect("a run");
        (run, stdout(&done))
    })
}

fn descents(kind: DescentKind) -> Vec<(&'static Probe, Descent<'static>)> {
    let probes = run().0.probes.iter();
    let descents = probes.map(|of| (of, Descent::of(of).expect("a ladder")));
    descents.filter(|(_, descent)| descent.kind() == kind).collect()
}

fn alone(backend: &str, rung: &str) -> Step<'static> {
    let descents = descents(DescentKind::Alone).into_iter();
    let of = descents.filter(|(probe, _)| probe.backend == backend);
    let mut steps = of.filter_map(|(_, descent)| descent.alone());
    let step = steps.find(|step| step.after.name == rung);
    step.unwrap_or_else(|| panic!("no {rung} under {backend}"))
}

/// Bytes of the table, which is the container's own.
fn table() -> i128 {
    i128::from(65_536 * 17_u32 + 16)
}

#[test]
fn what_grew_is_what_all_remedies_gave_back_and_what_is_left() {
    let whole = descents(DescentKind::Whole);
    assert_eq!(whole.len(), ALLOCATORS.len());
    for (probe, descent) in whole {
        let steps: Vec<_> = descent.steps().collect();
        let names: Vec<_> = steps.iter().map(|of| &*of.after.name).collect();
        assert_eq!(names[1..], RUNGS, "{}", probe.backend);
        for figure in Fallen::all() {
            let falls = steps.iter().map(|step| step.fall(figure));
            let Some(falls) = falls.sum::<Option<i128>>() else { continue };
            let left = descent.left(figure).expect("known at the end");
            let grown = descent.growth(figure).expect("known at the peak");
            let title = figure.title();
            assert_eq!(falls + left, grown, "{title} on {}", probe.backend);
        }
        let live = descent.growth(Fallen::Live).expect("it is tracked");
        assert_eq!(live, table() + i128::from(ELEMENTS) * 128 + 128);
        assert!(probe.phases.iter().all(|phase| phase.closes()));
    }
}

#[test]
fn each_remedy_is_tried_alone_in_a_process_of_its_own() {
    for backend in ALLOCATORS {
        for rung in RUNGS {
            let step = alone(backend, rung);
            assert_eq!(step.before.name, "drained", "nothing before it");
            assert!(step.after.processor_ns.is_some(), "{backend} {rung}");
        }
        // Whichever comes first of these two leaves nothing to the other.
        for rung in ["shrunk", "rebuilt", "dropped"] {
            let fall = alone(backend, rung).fall(Fallen::Live);
            assert_eq!(fall, Some(table()), "{backend} {rung}");
        }
        for rung in ["settled", "collected", "purged"] {
            let fall = alone(backend, rung).fall(Fallen::Live);
            assert_eq!(fall, Some(0), "{backend} {rung}");
        }
    }
}

#[test]
fn a_purge_alone_gives_back_the_boxes_and_not_the_table() {
    let boxes = i128::from(ELEMENTS) * 128;
    for backend in ALLOCATORS {
        for rung in ["collected", "purged"] {
            let step = alone(backend, rung);
            // Under mimalloc a moment may have been enough.
            let cached = step.before.ledger.get(residue_report::Row::Cached);
            let freed = i128::from(cached.unwrap_or(0)) > boxes / 2;
            let fall = step.fall(Fallen::Resident).expect("known");
            assert!(!freed || fall > boxes / 2, "{backend} {rung}: {fall}");
        }
    }
}

#[test]
fn one_table_tells_what_remedies_give_back_and_cost() {
    let shown = &run().1;
    assert_says(shown, &["Who is to blame", "What each remedy gives back"]);
    let begins = |line: &&str, with: &str| line.trim().starts_with(with);
    for rung in RUNGS {
        let lines = shown.lines().filter(|line| begins(line, rung));
        assert_eq!(lines.count(), ALLOCATORS.len(), "{rung}: {shown}");
    }
}

#[test]
fn a_wrong_rung_is_refused_with_the_nearest() {
    let said = refused(&["run", "--rung", "rebuild"]);
    assert_says(&said, &["unknown rung `rebuild`", "did you mean `rebuilt`?"]);
    let said = refused(&["run", "--rung", "shrunk", "--remedy", "rebuild"]);
    assert_says(&said, &["cannot be used with"]);
}

#[test]
fn a_run_answers_no_where_a_container_keeps_more_than_it_may() {
    let folder = TempDir::new().expect("a folder for results");
    let out = folder.path().to_str().expect("a plain path");
    let what = ["-s", "hashmap-inline-8", "-b", "system", "-n", "68000"];
    let how = ["--rung", "dropped", "--out", out, "--force", "--fail-on"];
    let answer =
        |bound: &str| output(&[&["run"], &what[..], &how, &[bound]].concat());
    let done = answer("container>2MiB");
    assert_eq!(done.status.code(), Some(1), "{}", stderr(&done));
    assert_says(&stderr(&done), &["hashmap-inline-8", "container"]);
    assert_eq!(answer("container>4MiB").status.code(), Some(0));
}

#[test]
fn a_bound_that_is_none_is_refused_with_the_nearest() {
    for command in ["run", "doctor"] {
        let subject = if command == "run" { "-s=empty" } else { "latest" };
        for (bound, nearest) in [
            ("contaner>64MiB", "'container>64.0 MiB'"),
            ("container=8MB", "'container>8.0 MiB'"),
            ("live>-1", "'live>"),
        ] {
            let said = refused(&[command, subject, "--fail-on", bound]);
            assert_says(&said, &[nearest]);
        }
    }
    let said = refused(&["run", "-s=empty", "--settle=-1s"]);
    assert_says(&said, &["a time below 0"]);
}
