//! The program is what `residue` is, for its own container alone.

use serde_json::Value;
use std::process::{Command, Output};
use tempfile::TempDir;

fn program(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_own-containers"));
    command.args(args).output().expect("the program can be started")
}

fn said(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(text).expect("text")
}

#[test]
fn a_container_of_ones_own_is_listed_run_reported_compared_and_timed() {
    let listed = said(&program(&["list"]));
    assert!(listed.contains("message-ring"), "{listed}");
    assert!(!listed.contains("hashmap-value"), "no other: {listed}");
    let folder = TempDir::new().expect("a folder");
    let folder = |name: &str| folder.path().join(name).display().to_string();
    let (one, two) = (folder("one"), folder("two"));
    let args = ["run", "-b", "system", "-n", "20000", "--settle", "0s"];
    for out in [&one, &two] {
        let run = program(&[&args[..], &["--out", out]].concat());
        assert!(run.status.success(), "{}", said(&run));
    }
    holds_what_it_says(&one);
    let report = said(&program(&["report", &one]));
    assert!(report.contains("message-ring"), "{report}");
    let diff = program(&["diff", &one, &two]);
    assert!(diff.status.success(), "{}", said(&diff));
    let bench = ["bench", "-b", "system,mimalloc", "-n", "1000"];
    let bench = program(&[&bench[..], &["--rounds", "3"]].concat());
    assert!(bench.status.success(), "{}", said(&bench));
    let bench = said(&bench);
    assert!(bench.contains("message-ring"), "{bench}");
    let refused = program(&["run", "--scenario", "message-rnig"]);
    assert_eq!(refused.status.code(), Some(2));
    let refused = said(&refused);
    assert!(refused.contains("did you mean `message-ring`"), "{refused}");
}

/// Payload to the byte, and all that is live of the container beyond it as
/// slack: the deque's room for 20,000, of which a hundred are used.
fn holds_what_it_says(run: &str) {
    let text = std::fs::read_to_string(format!("{run}/run.json"));
    let run: Value = serde_json::from_str(&text.expect("a run")).expect("one");
    let phases = run["probes"][0]["phases"].as_array().expect("phases");
    let drained = phases.iter().find(|phase| phase["name"] == "drained");
    let ring = &drained.expect("a phase")["containers"][0];
    assert_eq!(ring["payload"], 100 * 8);
    assert_eq!(ring["slack"], (20_000 - 100) * 8);
}
