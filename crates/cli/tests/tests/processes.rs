//! Processes that are examined from outside: how they are built and started,
//! and what the doctor says of them.

use crate::util::{residue, stderr, stdout};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;

/// A process that is ended with the test.
pub(crate) struct Subject {
    child: Child,
    output: BufReader<ChildStdout>,
    /// Bytes that its culprit is to blame for, as it says.
    pub(crate) held: f64,
}

impl Subject {
    /// Starts a program that says `ready BYTES` once there is something to
    /// see.
    pub(crate) fn start(command: &mut Command) -> Subject {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let mut subject = Subject { child, output, held: 0.0 };
        let said = subject.line();
        let held = said.trim().strip_prefix("ready ").map(str::parse);
        let Some(Ok(held)) = held else { panic!("{command:?}: {said:?}") };
        subject.held = held;
        subject
    }

    /// Its next line.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("text");
        line
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn kill(&mut self) {
        // One that has ended already is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What the doctor says of a process, whatever it holds.
pub(crate) fn examined(pid: u32) -> Value {
    let id = pid.to_string();
    let args = ["doctor", &id, "--format", "json"];
    let output = residue(&args).output().expect("the binary starts");
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
    let answer: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(answer["schema"], "residue.doctor/1");
    assert_closes(&answer);
    answer
}

/// Its ledger adds up to what is resident, and so do its findings.
pub(crate) fn assert_closes(answer: &Value) {
    let resident = bytes(&answer["resident"]);
    let findings = findings(answer);
    let found: f64 = findings.iter().map(|of| bytes(&of["bytes"])).sum();
    let bound = (resident * 0.0001).max(16_384.0);
    assert!((found - resident).abs() <= bound, "{answer:#}");
    let shares = findings.iter().filter_map(|of| of["share"].as_f64());
    assert!((shares.sum::<f64>() - 1.0).abs() < 1e-9, "{answer:#}");
    let ledger = answer["ledger"].as_object().expect("a ledger");
    let Some(residual) = ledger["residual"].as_f64() else {
        // No allocator could be walked, and why is said.
        assert!(answer["absent"]["residual"].is_string(), "{answer:#}");
        return;
    };
    assert!(residual.abs() <= bound, "{answer:#}");
    let rows: f64 = ledger.values().filter_map(Value::as_f64).sum();
    assert_eq!(rows, resident, "{answer:#}");
}

/// The findings of an examination.
pub(crate) fn findings(answer: &Value) -> &[Value] {
    answer["findings"].as_array().expect("findings")
}

/// Bytes of all findings of `verdict`.
pub(crate) fn blamed(answer: &Value, verdict: &str) -> f64 {
    let of = findings(answer).iter().filter(|of| of["verdict"] == verdict);
    of.map(|of| bytes(&of["bytes"])).sum()
}

fn bytes(figure: &Value) -> f64 {
    figure.as_f64().expect("bytes")
}

/// A program of C, by one of its names.
pub(crate) fn of_c(name: &str) -> Command {
    let flags = ["-O0", "-pthread"];
    let program = built("cc", "labelled.c", &flags, "labelled-c");
    let mut command = Command::new(program.expect("a C compiler"));
    command.arg(name);
    command
}

/// Where a program of `tests/programs` is, built once by `compiler` with
/// `flags`; none, and said, where there is no such compiler.
pub(crate) fn built(
    compiler: &str,
    source: &str,
    flags: &[&str],
    name: &str,
) -> Option<PathBuf> {
    // Tests that run at once would write one file, which another runs.
    static BUILT: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let mut built = BUILT.lock().expect("no build panics");
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if built.contains(name) {
        return Some(program);
    }
    let mut command = Command::new(compiler);
    if compiler == "go" {
        command.arg("build");
    }
    command.arg("-o").arg(&program).arg(source_of(source)).args(flags);
    let Ok(output) = command.output() else {
        skip(&format!("there is no {compiler}"));
        return None;
    };
    assert!(output.status.success(), "{command:?}: {}", stderr(&output));
    built.insert(name.to_owned());
    Some(program)
}

pub(crate) fn source_of(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    folder.join(name)
}

/// Whether there is a program of this name; says so where not.
pub(crate) fn is_there(program: &str) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", "command -v \"$0\"", program]);
    let found = command.output().is_ok_and(|output| output.status.success());
    if !found {
        skip(&format!("there is no {program}"));
    }
    found
}

/// Says what was measured, where nothing can be asserted of it.
#[expect(clippy::print_stderr, reason = "it is what the test is for")]
pub(crate) fn measured(what: &str) {
    eprintln!("measured: {what}");
}

/// Says that a test proves nothing here, and why.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn skip(why: &str) {
    eprintln!("skipped: {why}");
}
