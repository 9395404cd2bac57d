use crate::util::{output, refused, residue, stderr, stdout, stored};
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tempfile::TempDir;

/// A run that is over at once.
const QUICK: [&str; 4] =
    ["run", "--scenario=empty", "--backend=system", "--settle=0s"];

fn folder() -> TempDir {
    TempDir::new().expect("a folder for results")
}

#[test]
fn json_on_standard_output_is_what_is_stored() {
    let folder = folder();
    let out = folder.path().to_str().expect("a plain path");
    let args = [&QUICK[..], &["--format=json", "--out", out]].concat();
    let output = output(&args);
    assert!(output.status.success(), "{}", stderr(&output));
    let file = fs::read_to_string(folder.path().join("run.json"));
    assert_eq!(stdout(&output), file.expect("a stored run"));
    let run = stored(folder.path());
    assert_eq!(run.schema, "residue.run/1");
    let known = ["kernel", "page_size", "cpu", "cores", "memory", "rustc"];
    for key in known.iter().chain(&["residue", "date", "git"]) {
        assert!(run.environment.contains_key(*key), "{key}");
    }
}

#[test]
fn standard_output_has_the_result_and_nothing_else() {
    let folder = folder();
    let out = folder.path().to_str().expect("a plain path");
    let output = output(&[&QUICK[..], &["--out", out]].concat());
    let (result, aside) = (stdout(&output), stderr(&output));
    for word in ["baseline", "dropped", "payload", "residual", "observer"] {
        assert!(result.contains(word), "{word} in {result}");
    }
    assert!(!result.contains("stored in"), "{result}");
    assert!(aside.contains("stored in") && aside.contains(out), "{aside}");
    assert!(!result.contains('\u{1b}'), "no colour where nobody looks");
}

#[test]
fn only_page_maps_are_beside_the_run() {
    let folder = folder();
    let out = folder.path().to_str().expect("a plain path");
    assert!(output(&[&QUICK[..], &["--out", out]].concat()).status.success());
    let mut names = names(folder.path());
    names.sort();
    assert_eq!(names, ["pages.bin", "run.json"]);
}

#[test]
fn every_scenario_and_backend_is_listed() {
    let output = output(&["list"]);
    assert!(output.status.success());
    let list = stdout(&output);
    for probe in &crate::util::retention().probes {
        let named = |name: &str| {
            list.lines()
                .any(|line| line.split_whitespace().next() == Some(name))
        };
        assert!(named(&probe.scenario), "{} in {list}", probe.scenario);
        assert!(named(&probe.backend), "{} in {list}", probe.backend);
    }
}

#[test]
fn the_list_of_a_tag_is_of_its_scenarios_alone() {
    let text = stdout(&output(&["list", "tag:control"]));
    assert!(text.contains("control-leak"), "{text}");
    assert!(!text.contains("hashmap-value"), "{text}");
    let list = output(&["list", "vec-take", "--format=json"]);
    let list: serde_json::Value =
        serde_json::from_slice(&list.stdout).expect("JSON");
    assert_eq!(list["scenarios"].as_array().map(Vec::len), Some(1));
    assert_eq!(list["scenarios"][0]["name"], "vec-take");
    let said = refused(&["list", "tag:contaner"]);
    assert!(said.contains("did you mean `container`"), "{said}");
}

#[test]
fn the_list_is_the_same_in_json() {
    let output = output(&["list", "--format=json"]);
    let list: serde_json::Value =
        serde_json::from_str(&stdout(&output)).expect("JSON");
    let text = stdout(&crate::util::output(&["list"]));
    for kind in ["scenarios", "backends"] {
        let entries = list[kind].as_array().expect("a list");
        assert!(!entries.is_empty());
        for entry in entries {
            let name = entry["name"].as_str().expect("a name");
            assert!(text.contains(name), "{name}");
        }
    }
}

/// Enough of both to fill a pipe would be needed to be sure that a write
/// fails; a reader that is gone before the first write is sure.
#[test]
fn a_reader_that_went_away_is_no_error() {
    let folder = folder();
    let out = folder.path().to_str().expect("a plain path");
    let run = [&QUICK[..], &["--out", out]].concat();
    for args in [&["list"][..], &["list", "--format=json"], &run] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let child = residue(args)
            .stdout(writer)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let output = child.wait_with_output().expect("a child");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        let said = stderr(&output);
        assert!(!said.contains("panicked") && !said.contains("pipe"), "{said}");
    }
    let run = stored(folder.path());
    assert!(run.probes[0].completed(), "{:?}", run.probes[0].outcome);
}

#[test]
fn a_reader_of_the_first_line_gets_it() {
    let mut child = residue(&["list"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut first = [0; 9];
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut first).expect("a line");
    drop(out);
    assert_eq!(&first, b"Scenarios");
    assert!(child.wait().expect("a child").success());
}

#[test]
fn results_go_to_a_dated_folder_by_default() {
    let here = folder();
    let output = residue(&QUICK)
        .current_dir(here.path())
        .output()
        .expect("the binary starts");
    assert!(output.status.success(), "{}", stderr(&output));
    let runs = runs(here.path());
    assert_eq!(runs.len(), 1);
    let name = runs[0].file_name().expect("named").to_string_lossy();
    let shape: String = name
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    assert_eq!(shape, "0000-00-00T00-00-00", "{name}");
    assert!(stored(&runs[0]).probes[0].completed());
}

/// Started together, so that some of them fall into the same second.
#[test]
fn runs_of_the_same_second_do_not_collide() {
    const RUNS: usize = 12;
    let here = folder();
    let start = |_| {
        residue(&QUICK)
            .current_dir(here.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts")
    };
    let children: Vec<_> = (0..RUNS).map(start).collect();
    let mut files = BTreeSet::new();
    for child in children {
        let output = child.wait_with_output().expect("a child");
        let said = stderr(&output);
        assert!(output.status.success(), "{said}");
        let (_, file) = said.trim().rsplit_once(' ').expect("says where");
        files.insert(file.to_owned());
    }
    assert_eq!(files.len(), RUNS, "{files:#?}");
    let runs = runs(here.path());
    assert_eq!(runs.len(), RUNS);
    for run in &runs {
        assert_eq!(stored(run).probes.len(), 1);
    }
}

/// The folders under `results` in `here`.
fn runs(here: &Path) -> Vec<PathBuf> {
    let results = here.join("results");
    names(&results).iter().map(|name| results.join(name)).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}
