use crate::util::{output, refused, stderr};
use std::fs;
use tempfile::TempDir;

/// Where nothing must be written.
fn folder() -> TempDir {
    TempDir::new().expect("a folder for results")
}

/// Refuses `args` of `run`, and leaves no trace of having begun.
fn refused_run(args: &[&str]) -> String {
    let folder = folder();
    let out = folder.path().join("out");
    let path = out.to_str().expect("a plain path");
    let said = refused(&[&["run", "--out", path], args].concat());
    assert!(!out.exists(), "{args:?} began");
    said
}

fn assert_says(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "{part:?} in {said}");
    }
}

#[test]
fn an_unknown_scenario_is_answered_with_the_nearest() {
    let said = refused_run(&["--scenario", "hashmap-vlaue"]);
    assert_says(&said, &["`hashmap-vlaue`", "did you mean `hashmap-value`"]);
}

#[test]
fn an_unknown_backend_is_answered_with_the_nearest() {
    let said = refused_run(&["--backend", "jemaloc"]);
    assert_says(&said, &["`jemaloc`", "did you mean `jemalloc`"]);
}

/// A typo must not make a run smaller.
#[test]
fn one_unknown_name_among_known_ones_refuses_all() {
    refused_run(&["--scenario", "empty,hashmap-x*"]);
    refused_run(&["--backend", "system", "--backend", "tcmalloc"]);
    refused_run(&["--scenario", "empty,"]);
}

#[test]
fn a_glob_that_is_none_is_refused() {
    refused_run(&["--scenario", "hashmap-["]);
}

#[test]
fn a_scenario_needs_an_element() {
    let said = refused_run(&["--elements", "0"]);
    assert_says(&said, &["at least 1 element"]);
    refused_run(&["--elements=-1"]);
    refused_run(&["--elements", "many"]);
    refused_run(&["--elements", "99999999999999999999999999"]);
}

#[test]
fn what_cannot_fit_is_refused_with_both_figures() {
    for elements in ["1000000000000", "18446744073709551615"] {
        let said = refused_run(&["--elements", elements]);
        assert_says(&said, &["needs about", "there is", "--elements"]);
        assert_says(&said, &[elements, "hashmap-value under system"]);
        let units = said.matches("iB").count();
        assert!(units >= 2, "says how much in units for people: {said}");
    }
}

#[test]
fn what_cannot_fit_is_refused_for_every_scenario_that_allocates() {
    let list = output(&["list", "--format=json"]);
    let list: serde_json::Value =
        serde_json::from_slice(&list.stdout).expect("JSON");
    let scenarios = list["scenarios"].as_array().expect("a list");
    let names = scenarios.iter().filter_map(|s| s["name"].as_str());
    let mut refusals = 0;
    for name in names.filter(|&name| name != "empty") {
        let args = ["--scenario", name, "--elements", "1000000000000"];
        assert_says(&refused_run(&args), &["needs about", name]);
        refusals += 1;
    }
    assert!(refusals >= 10);
}

#[test]
fn a_setting_that_no_chosen_backend_has_is_refused() {
    let said = refused_run(&["-b", "jemalloc", "--set", "dirty_decay=0"]);
    assert_says(&said, &["did you mean `dirty_decay_ms`"]);
    let said = refused_run(&["--set", "purge_delay=0"]);
    assert_says(&said, &["system", "purge_delay", "--backend"]);
}

#[test]
fn a_value_that_a_setting_does_not_take_is_refused() {
    let said = refused_run(&["-b", "jemalloc", "--set", "dirty_decay_ms=soon"]);
    assert_says(&said, &["`soon`", "dirty_decay_ms"]);
    let said = refused_run(&["-b", "mimalloc", "--set", "purge_delay=1.5"]);
    assert_says(&said, &["`1.5`", "purge_delay"]);
    let said = refused_run(&["-b", "system", "--set", "arena_max"]);
    assert_says(&said, &["KEY=VALUE"]);
    let said = refused_run(&["-b", "mimalloc", "--set", "purge_delay=0,soon"]);
    assert_says(&said, &["`soon`", "purge_delay"]);
    let said = refused_run(&["--set", "jemaloc.thp=always"]);
    assert_says(&said, &["did you mean `jemalloc`"]);
    let said = refused_run(&["-b", "system", "--set", "jemalloc.thp=always"]);
    assert_says(&said, &["jemalloc.thp", "does not run"]);
}

/// jemalloc cuts down a thread cache of more than it is built for, without a
/// word.
#[test]
fn a_setting_that_does_not_take_effect_is_an_error() {
    let folder = folder();
    let out = folder.path().to_str().expect("a plain path");
    let output = output(&[
        "run",
        "--scenario=empty",
        "--backend=jemalloc",
        "--set=tcache_max=65536",
        "--settle=0s",
        "--out",
        out,
    ]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_says(&said, &["tcache_max", "did not take effect", "65536"]);
    let run = crate::util::stored(folder.path());
    assert!(!run.probes[0].completed());
    assert!(run.probes[0].outcome.reason.contains("did not take effect"));
}

#[test]
fn a_folder_that_cannot_be_written_is_refused_before_anything_runs() {
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, "kept").expect("a file");
    let file = file.to_str().expect("a plain path");
    let below = format!("{file}/below");
    for out in [file, &below, "/proc/self/residue", "/dev/null"] {
        let said = refused(&[
            "run",
            "--scenario=hashmap-value",
            "--backend=system",
            "--out",
            out,
        ]);
        assert_says(&said, &["--out", "could not write"]);
    }
    assert_eq!(fs::read_to_string(file).expect("still there"), "kept");
}

#[test]
fn a_change_that_cannot_be_planted_is_refused() {
    let said = refused_run(&["--plant", "slak=1%"]);
    assert_says(&said, &["`slak`", "did you mean `slack`", "cached, live"]);
    let said = refused_run(&["--plant", "cached=4MB"]);
    assert_says(&said, &["`4MB`", "4MiB"]);
    let said = refused_run(&["--plant", "live=1%"]);
    assert_says(&said, &["`1%`", "only slack"]);
    refused_run(&["--plant", "live=0"]);
    refused_run(&["--plant", "live"]);
    let said = refused_run(&["-s", "empty", "--plant", "slack=1%"]);
    assert_says(&said, &["empty has no container", "--scenario"]);
    for amount in ["live=1TiB", "cached=99999999EiB"] {
        let said = refused_run(&["-s", "empty", "--plant", amount]);
        assert_says(&said, &["needs about", "there is", "--plant"]);
    }
}

#[test]
fn times_and_counts_that_make_no_sense_are_refused() {
    refused_run(&["--settle=-1s"]);
    refused_run(&["--settle=soon"]);
    refused_run(&["--settle=20000000000s"]);
    refused_run(&["--repeat=0"]);
    refused_run(&["--remedy=hope"]);
    refused_run(&["--format=xml"]);
    refused(&[]);
    refused(&["runn"]);
}

/// Reading it would never end, or wait for ever.
#[test]
fn no_verb_reads_what_is_no_regular_file() {
    let folder = folder();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let good = folder.path().join("run.json");
    fs::write(&good, "{}").expect("a file");
    let good = good.to_str().expect("a plain path");
    for (file, kind) in [
        (pipe.to_str().expect("a plain path"), "a pipe"),
        ("/dev/zero", "a device"),
    ] {
        let readers: [&[&str]; 6] = [
            &["report", file],
            &["report", good, "--splice", file],
            &["diff", file, good],
            &["diff", good, good, "--config", file],
            &["profile", "view", file],
            &["profile", "export", "--format", "folded", file],
        ];
        for args in readers {
            let said = refused(args);
            assert!(said.contains(kind), "{args:?}: {said}");
        }
    }
}
