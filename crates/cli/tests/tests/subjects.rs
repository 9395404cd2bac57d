use crate::util::{output, refused, stderr};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
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

/// A figure of Go's own, in millions of bytes of 1,048,576, as people quote it.
fn told(phase: &Value, figure: &str) -> f64 {
    let bytes = phase["allocator"][figure].as_f64();
    bytes.unwrap_or_else(|| panic!("{figure} of {phase}")) / 1_048_576.0
}

/// The program of `scripts/subjects/go-map`, where there is a Go that keeps
/// maps in buckets, as it did up to 1.23.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn go_map(folder: &Path) -> Option<String> {
    let source =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/subjects/go-map");
    let go = |args: &[&str]| {
        Command::new("go").args(args).current_dir(source).output()
    };
    let Ok(version) = go(&["env", "GOVERSION"]) else {
        eprintln!("skipped: there is no Go here");
        return None;
    };
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let minor = version.trim().strip_prefix("go1.").and_then(|rest| {
        rest.split('.').next().and_then(|minor| minor.parse::<u32>().ok())
    });
    if minor.is_none_or(|minor| minor > 23) {
        eprintln!("skipped: {version} keeps maps in other tables");
        return None;
    }
    let program = folder.join("go-map");
    let program = program.to_str().expect("a plain path");
    let built = go(&["build", "-o", program]).expect("it was there before");
    assert!(built.status.success(), "{}", stderr(&built));
    Some(program.to_owned())
}

/// The map of a million keys is emptied and keeps its 2^18 buckets of eight
/// slots, and what it holds of the heap; the resident set hides that until
/// the runtime is told to give back.
#[test]
fn gos_map_keeps_its_buckets_and_its_runtime_what_was_freed() {
    let folder = TempDir::new().unwrap();
    let Some(program) = go_map(folder.path()) else { return };
    let out = folder.path().join("run");
    let subject = |kind: &str| format!("{kind}={program} {kind}");
    let done = output(&[
        "run",
        "--subject",
        &subject("value128"),
        "--subject",
        &subject("pointer128"),
        "--out",
        out.to_str().unwrap(),
    ]);
    assert!(done.status.success(), "{}", stderr(&done));
    let probes = probes(&out);
    for (probe, heap) in
        probes.iter().zip([[0.0, 461.0, 293.0], [0.0, 182.0, 38.0]])
    {
        let phases = probe["phases"].as_array().expect("phases");
        let seen = [0, 1, 2].map(|at: usize| told(&phases[at], "heap"));
        for (seen, heap) in seen.iter().zip(heap) {
            assert!((seen - heap).abs() < 2.0, "{heap} of {seen}: {probe}");
        }
        let slots = |at: usize| phases[at]["allocator"]["slots"].as_u64();
        assert_eq!([1, 2, 3].map(slots), [Some(8 << 18); 3]);
        let resident = |at: usize| phases[at]["resident"].as_f64().unwrap();
        let [filled, drained, collected] = [1, 2, 3].map(resident);
        let gave_back = told(&phases[3], "heap_released")
            - told(&phases[2], "heap_released");
        assert!(gave_back >= 0.0, "{probe}");
        // The runtime may have given it back by itself by then.
        assert!(collected <= drained, "{probe}");
        assert!(collected < filled * 0.7, "{probe}");
    }
}
