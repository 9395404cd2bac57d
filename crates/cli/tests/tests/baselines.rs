use crate::desk::{Desk, assert_says};
use crate::util::{stderr, stored};
use serde_json::Value;
use std::fs;

/// A run that is over at once.
const QUICK: [&str; 4] = ["run", "-s=empty", "-b=system", "--settle=0s"];

fn run(desk: &Desk, args: &[&str]) -> String {
    desk.fine(&[&QUICK[..], args].concat())
}

/// The seed of the first probe of what `name` means.
fn seed(desk: &Desk, name: &str) -> u64 {
    let text = desk.fine(&["report", name, "--format=json"]);
    let run: Value = serde_json::from_str(&text).expect("JSON");
    run["probes"][0]["seed"].as_u64().expect("a seed")
}

#[test]
fn a_saved_run_is_found_by_its_name_and_replaced_whole() {
    let desk = Desk::new();
    run(&desk, &["--save=before", "--seed=7"]);
    assert_eq!(seed(&desk, "before"), 7);
    desk.write("results/baselines/before/stale.txt", "of the old one");
    run(&desk, &["--save=before", "--seed=8", "--out=elsewhere"]);
    assert_eq!(seed(&desk, "before"), 8);
    assert_eq!(seed(&desk, "elsewhere"), 8);
    let files = desk.names("elsewhere");
    assert_eq!(desk.names("results/baselines/before"), files);
    assert_eq!(desk.names("results/baselines"), ["before"]);
}

#[test]
fn names_that_mean_something_else_are_refused_before_anything_runs() {
    let desk = Desk::new();
    for name in ["latest", "../x", "a/b", ".", "..", ".hidden", "", "a*"] {
        let save = format!("--save={name}");
        let said = desk.refused(&[&QUICK[..], &[save.as_str()]].concat());
        assert_says(&said, &["--save", "name"]);
    }
    assert!(!desk.path("results").exists());
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest_and_all() {
    let desk = Desk::new();
    let said = desk.refused(&["report", "before"]);
    assert_says(&said, &["before", "no run is saved", "--save NAME"]);
    run(&desk, &["--save=before-1"]);
    run(&desk, &["--save=other"]);
    let said = desk.refused(&["diff", "befor-1", "latest"]);
    assert_says(&said, &["`before-1`", "saved: before-1, other"]);
}

#[test]
fn what_exists_as_a_path_is_meant_as_one() {
    let desk = Desk::new();
    run(&desk, &["--save=x", "--seed=1"]);
    run(&desk, &["--out=x", "--seed=2"]);
    assert_eq!(seed(&desk, "x"), 2);
    run(&desk, &["--out=latest", "--seed=3"]);
    assert_eq!(seed(&desk, "latest"), 3);
}

#[test]
fn the_latest_is_the_newest_by_name_that_has_a_run() {
    let desk = Desk::new();
    let said = desk.refused(&["report", "latest"]);
    assert_says(&said, &["no dated run", "results/"]);
    let names = [
        "2026-11-22",
        "2026-11-22T20-00-00",
        "2026-11-22T20-00-00-2",
        "2026-11-22T20-00-00-10",
        "2026-11-23",
    ];
    for (seed_of_run, name) in (10..).zip(names) {
        let out = format!("--out=results/{name}");
        run(&desk, &[&out, &format!("--seed={seed_of_run}")]);
        assert_eq!(seed(&desk, "latest"), seed_of_run, "{name}");
    }
    // Others than dated ones do not count, nor do empty folders.
    run(&desk, &["--out=results/zzz", "--save=zzzz"]);
    fs::create_dir(desk.path("results/2027-01-01T00-00-00")).expect("new");
    fs::remove_dir_all(desk.path("results/2026-11-23")).expect("there");
    assert_eq!(seed(&desk, "latest"), 13);
}

/// A folder that is old by name but was written last.
#[test]
fn the_latest_does_not_depend_on_when_files_were_changed() {
    let desk = Desk::new();
    run(&desk, &["--out=results/2026-11-22T20-00-01", "--seed=5"]);
    run(&desk, &["--out=results/2026-11-22T20-00-00", "--seed=6"]);
    assert_eq!(seed(&desk, "latest"), 5);
}

#[test]
fn a_run_that_is_not_complete_is_not_saved() {
    let desk = Desk::new();
    run(&desk, &["--save=before", "--seed=1"]);
    let output = desk.residue(&[
        "run",
        "-s=empty",
        "-b=jemalloc",
        "--set=tcache_max=65536",
        "--save=before",
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert_says(&stderr(&output), &["not saved as before", "not complete"]);
    assert_eq!(seed(&desk, "before"), 1);
}

#[test]
fn a_run_is_not_replaced_by_a_slip() {
    let desk = Desk::new();
    run(&desk, &["--out=x", "--seed=1"]);
    let again = [&QUICK[..], &["--out=x", "--seed=2"]].concat();
    let said = desk.refused(&again);
    assert_says(&said, &["x/run.json", "another folder", "--force"]);
    assert_eq!(stored(&desk.path("x")).probes[0].seed, 1);
    desk.fine(&[&again[..], &["--force"]].concat());
    assert_eq!(stored(&desk.path("x")).probes[0].seed, 2);
    desk.write("y/run.json", "not a run");
    desk.refused(&[&QUICK[..], &["--out=y"]].concat());
    assert_eq!(desk.read("y/run.json"), "not a run");
}

/// A run that was killed before its first probe ended.
#[test]
fn a_run_without_probes_is_replaced() {
    let desk = Desk::new();
    desk.put_with("x", |run| run["probes"] = Value::Array(Vec::new()));
    run(&desk, &["--out=x"]);
    assert_eq!(stored(&desk.path("x")).probes.len(), 1);
}
