use crate::util::{output, refused, stderr};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Two phases over the standard streams.
const SPEAKS: &str = "speaks=sh -c 'echo mine; \
    echo residue phase filled payload=10 elements=2; read go; \
    echo residue phase drained; read go'";

fn probes(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("run.json")).expect("a run");
    let mut run: Value = serde_json::from_str(&text).expect("a run");
    let Value::Array(probes) = run["probes"].take() else { panic!("{run}") };
    probes
}

#[test]
fn a_command_is_stored_as_a_scenario_and_shown() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().to_str().unwrap();
    let done = output(&["run", "--subject", SPEAKS, "--out", out]);
    let said = stderr(&done);
    assert!(done.status.success(), "{said}");
    assert!(said.contains("mine"), "its own lines pass through: {said}");
    let probes = probes(folder.path());
    let [probe] = &probes[..] else { panic!("one probe") };
    assert_eq!(probe["scenario"], "speaks");
    assert_eq!(probe["outcome"]["state"], "completed");
    assert_eq!(probe["elements"], 2);
    let [filled, drained] = [0, 1].map(|at| &probe["phases"][at]);
    assert_eq!([&filled["name"], &drained["name"]], ["filled", "drained"]);
    assert!(filled["resident"].as_u64() > Some(0));
    assert_eq!(filled["allocator"]["payload"], 10);
    assert_eq!(filled["ledger"]["payload"], Value::Null, "nobody knows it");
    for format in ["terminal", "markdown", "html", "json"] {
        let shown = output(&["report", out, "--format", format]);
        let text = String::from_utf8_lossy(&shown.stdout).into_owned();
        assert!(shown.status.success() && text.contains("speaks"), "{format}");
    }
}

#[test]
fn one_that_fails_is_its_own_outcome_and_the_others_go_on() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().to_str().unwrap();
    let done = output(&[
        "run",
        "--subject",
        "dies=sh -c 'echo residue phase one; read go; kill -9 $$'",
        "--subject",
        "hangs=sleep 1000",
        "--subject",
        "garbles=sh -c 'echo residue phase one heap=x; read go'",
        "--subject",
        "forks=sh -c 'sleep 1000 & exit 0'",
        "--subject",
        "gone=/no/such/program",
        "--subject",
        SPEAKS,
        "--timeout",
        "2s",
        "--out",
        out,
    ]);
    assert_eq!(done.status.code(), Some(2));
    let said = stderr(&done);
    let probes = probes(folder.path());
    let states = probes.iter();
    let states: Vec<_> = states
        .map(|of| {
            (of["scenario"].as_str(), of["outcome"]["state"] == "completed")
        })
        .collect();
    let expected = [
        (Some("dies"), false),
        (Some("hangs"), false),
        (Some("garbles"), false),
        (Some("forks"), false),
        (Some("gone"), false),
        (Some("speaks"), true),
    ];
    assert_eq!(states, expected, "{said}");
    assert_eq!(probes[0]["phases"].as_array().map(Vec::len), Some(1));
    for part in ["SIGKILL", "--timeout", "`heap=x`", "residue phase NAME"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_subject_without_a_command_is_refused() {
    let said = refused(&["run", "--subject", "./server"]);
    assert!(said.contains("NAME=COMMAND"), "{said}");
}
