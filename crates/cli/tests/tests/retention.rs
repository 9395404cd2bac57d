//! The bench is built as cargo builds it, and called as cargo calls it.

use crate::desk::{Desk, assert_says};
use crate::util::{stderr, stdout};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

const ONE: &str = "retention/empty/system";

/// Cargo tells tests of no bench, so that it is asked.
fn built() -> &'static Path {
    static BENCH: OnceLock<PathBuf> = OnceLock::new();
    BENCH.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("");
        let output = Command::new(env!("CARGO"))
            .args(["build", "--locked", "--message-format", "json"])
            .args(["-p", env!("CARGO_PKG_NAME"), "--bench", "retention"])
            .arg("--target-dir")
            .arg(target)
            .output()
            .expect("cargo starts");
        assert!(output.status.success(), "{}", stderr(&output));
        let messages = stdout(&output);
        let mut messages = messages.lines().filter_map(|line| {
            let message: Value = serde_json::from_str(line).ok()?;
            let is_it = message["target"]["name"] == "retention";
            let path = message["executable"].as_str()?;
            is_it.then(|| PathBuf::from(path))
        });
        messages.next().expect("an executable")
    })
}

/// What cargo would run, with results in `desk`.
fn bench(desk: &Desk, args: &[&str]) -> Output {
    let mut command = Command::new(built());
    command.args(args).arg("--bench").env("CRITERION_HOME", desk.path("."));
    command.output().expect("the bench starts")
}

fn ended(desk: &Desk, args: &[&str], code: i32) -> (String, String) {
    let output = bench(desk, args);
    let said = (stdout(&output), stderr(&output));
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said:?}");
    said
}

#[test]
fn a_run_is_shown_saved_and_compared_with() {
    let desk = Desk::new();
    let quick = [ONE, "--quick"];
    let with = |more: &[&'static str]| [&quick[..], more].concat();
    let (shown, _) = ended(&desk, &with(&["--save-baseline", "main"]), 0);
    assert_says(&shown, &["empty", "resident", "live", "allocated"]);
    let saved = "residue/results/baselines/main/run.json";
    let run: Value = serde_json::from_str(&desk.read(saved)).expect("JSON");
    assert_eq!(run["probes"].as_array().map(Vec::len), Some(1));
    ended(&desk, &with(&["--baseline", "main"]), 0);
    ended(&desk, &with(&["--baseline-lenient", "other"]), 0);
    let (shown, _) = ended(&desk, &[ONE, "--load-baseline", "main"], 0);
    assert_says(&shown, &["empty", "resident"]);

    // As if less had been live then.
    let mut run = run;
    for phase in run["probes"][0]["phases"].as_array_mut().expect("phases") {
        phase["peak_live"] = 1.into();
    }
    desk.write(saved, run.to_string());
    let (shown, said) = ended(&desk, &with(&["--baseline", "main"]), 1);
    assert!(shown.contains("peak") && said.contains("peak"), "{said}");
    // Compared with the run before, growth is said and fails nothing.
    ended(&desk, &quick, 0);
}

#[test]
fn an_unknown_baseline_is_refused_before_anything_is_measured() {
    let desk = Desk::new();
    let (_, said) = ended(&desk, &[ONE, "--baseline", "mian"], 2);
    assert_says(&said, &["`mian`", "--save-baseline NAME"]);
    ended(&desk, &[ONE, "--quick", "--save-baseline", "main"], 0);
    for flag in ["--baseline", "--load-baseline"] {
        let (shown, said) = ended(&desk, &[ONE, flag, "mian"], 2);
        assert_says(&said, &["`mian`", "saved: main"]);
        assert_eq!(shown, "");
    }
}

#[test]
fn flags_are_criterions() {
    let desk = Desk::new();
    let (list, _) = ended(&desk, &["--list"], 0);
    assert_says(&list, &["retention/hashmap-value/jemalloc: benchmark"]);
    let (list, _) = ended(&desk, &["--list", "value/j"], 0);
    assert_eq!(list, "retention/hashmap-value/jemalloc: benchmark\n");
    let (shown, _) = ended(&desk, &["no-such-benchmark"], 0);
    assert_eq!(shown, "");
    let both = ["--save-baseline", "a", "--baseline", "b"];
    let (_, said) = ended(&desk, &both, 2);
    assert_says(&said, &["cannot be used with"]);
    let (_, said) = ended(&desk, &["--save-basline", "a"], 2);
    assert_says(&said, &["--save-baseline"]);
}
