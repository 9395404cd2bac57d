//! The program that puts figures into a file.

use residue_benches::{Cell, Round, Rounds, Summary};
use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs};

/// Cargo builds the examples for the tests of a package, beside them.
fn performance(folder: &Path, args: &[&str]) -> Output {
    let test = env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let mut command = Command::new(profile.join("examples/performance"));
    command.current_dir(folder).args(args).output().expect(
        "it is there where examples are built: `cargo test -p residue-benches`",
    )
}

fn record(folder: &Path) {
    let mut summary = Summary::begin("overhead");
    let round = Round { iterations: 1, subject_ns: 9, bare_ns: 6 };
    let case = "pair 64 1".parse().unwrap();
    let rounds = Rounds(vec![round]);
    summary.cells.push(Cell::of("system", "counting", case, rounds));
    let json = serde_json::to_string(&summary).unwrap();
    fs::write(folder.join("overhead.json"), json).unwrap();
}

#[test]
fn a_file_is_renewed_and_a_check_tells_before_and_after() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    record(folder);
    let file = folder.join("a.md");
    fs::write(&file, "<!-- bench: overhead system -->\n<!-- /bench -->\n")
        .unwrap();
    let check = ["--check", "a.md", "overhead.json"];
    assert_eq!(performance(folder, &check).status.code(), Some(1));
    assert_eq!(performance(folder, &check[1..]).status.code(), Some(0));
    let new = fs::read_to_string(&file).unwrap();
    assert!(new.contains("| counting | 1.50 |"), "{new}");
    assert_eq!(performance(folder, &check).status.code(), Some(0));
}

#[test]
fn what_cannot_be_done_leaves_the_file_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    record(folder);
    fs::write(folder.join("a.md"), "no marker\n").unwrap();
    for (args, says) in [
        (&["a.md", "overhead.json"][..], "no line is `<!-- bench: overhead"),
        (&["a.md", "none.json"], "could not read none.json"),
        (&["a.md", "a.md"], "a.md: it is no summary"),
        (&["a.md"], "usage: performance"),
    ] {
        let output = performance(folder, args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(says), "{said}");
    }
    let file = fs::read_to_string(folder.join("a.md")).unwrap();
    assert_eq!(file, "no marker\n");
}
