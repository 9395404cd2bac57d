//! Programs of others under `residue exec`: they are as without, and what is
//! measured of them is so.

use crate::desk::{Desk, assert_says};
use crate::processes::{built, is_there, skip};
use crate::util::{binary, residue, stderr, stdout};
use serde_json::Value;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// Bytes that the program keeps: 20,000 times 400.
pub(crate) const KEPT: u64 = 8_000_000;

/// The program that does what it is named for.
pub(crate) fn program() -> Option<PathBuf> {
    built("cc", "exec.c", &["-O1", "-pthread"], "exec-c")
}

/// Runs `words` under `residue exec` with `options`, in `desk`.
pub(crate) fn exec(desk: &Desk, options: &[&str], words: &[&str]) -> Output {
    desk.residue(&[&["exec", "-o", "run"], options, &["--"], words].concat())
}

pub(crate) fn run(desk: &Desk) -> Value {
    serde_json::from_str(&desk.read("run/run.json")).expect("JSON")
}

pub(crate) fn phase<'a>(run: &'a Value, name: &str) -> &'a Value {
    let phases = run["probes"][0]["phases"].as_array().expect("phases");
    let found = phases.iter().find(|phase| phase["name"] == name);
    found.unwrap_or_else(|| panic!("no phase {name} in {run:#}"))
}

pub(crate) fn number(phase: &Value, key: &str) -> i64 {
    phase[key].as_i64().unwrap_or_else(|| panic!("no {key} in {phase:#}"))
}

/// Whether every ledger adds up, and how many there are.
pub(crate) fn closed(run: &Value) -> usize {
    let probes = run["probes"].as_array().expect("probes");
    let phases = probes.iter().flat_map(|of| of["phases"].as_array());
    let mut count = 0;
    for phase in phases.flatten() {
        let ledger = phase["ledger"].as_object().expect("a ledger");
        let rows = ledger.values().filter_map(Value::as_i64);
        let net = number(phase, "resident") - number(phase, "observer");
        assert_eq!(rows.sum::<i64>(), net, "{phase:#}");
        let residual = ledger["residual"].as_i64();
        let residual = residual.unwrap_or_else(|| panic!("{phase:#}"));
        assert!(residual.abs() <= 16 << 10, "{phase:#}");
        count += 1;
    }
    count
}

/// Runs the program that does `what`, and returns what was measured.
fn does(what: &str) -> Option<Value> {
    let program = program()?;
    let desk = Desk::new();
    let output = exec(&desk, &[], &[program.to_str()?, what]);
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    let run = run(&desk);
    assert!(closed(&run) >= 2, "{run:#}");
    Some(run)
}

/// The same words, without.
pub(crate) fn alone(words: &[&str]) -> Command {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

pub(crate) fn under(words: &[&str]) -> Command {
    residue(&[&["exec", "--quiet", "--"], words].concat())
}

#[test]
fn a_program_says_and_answers_what_it_does_without() {
    let script = "cat; echo to stderr >&2; echo \"$@\"; exit 7";
    let words = ["sh", "-c", script, "sh", "a b", "--", "-x"];
    let desk = Desk::new();
    let outputs = [alone(&words), under(&words)].map(|mut command| {
        command.current_dir(desk.path(".")).stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(b"from outside\n").expect("it is read");
        drop(input);
        child.wait_with_output().expect("it ends")
    });
    assert_eq!(outputs[0], outputs[1]);
    assert_eq!(outputs[1].status.code(), Some(7));
}

#[test]
fn the_environment_of_a_program_and_of_its_children_is_as_without() {
    let desk = Desk::new();
    let former = "/lib/x86_64-linux-gnu/libm.so.6";
    let former = [None, Some(former).filter(|of| PathBuf::from(of).exists())];
    // A shell that looks into what it was given, a child, and a program that
    // the shell itself goes on as.
    let script = "export -p | grep -E 'PRELOAD|RESIDUE'; env; \
                  grep -c residue /proc/self/maps; exec env";
    for former in former {
        for shell in ["bash", "sh"].into_iter().filter(|of| is_there(of)) {
            let words = [shell, "-c", script];
            let said = [alone(&words), under(&words)].map(|mut command| {
                if let Some(former) = former {
                    command.env("LD_PRELOAD", former);
                }
                command.current_dir(desk.path("."));
                stdout(&command.output().expect("it starts"))
            });
            assert_eq!(said[0], said[1]);
            assert!(said[0].contains("\n0\n"), "{}", said[0]);
        }
    }
}

#[test]
fn a_signal_that_ends_the_program_ends_the_command() {
    let desk = Desk::new();
    for (name, number) in [("TERM", 15), ("KILL", 9), ("SEGV", 11)] {
        let words = ["sh", "-c", &format!("kill -{name} $$")];
        let output = exec(&desk, &["--force"], &words);
        assert_eq!(output.status.signal(), Some(number));
        let outcome = &run(&desk)["probes"][0]["outcome"];
        assert_says(&outcome.to_string(), &["killed by signal"]);
    }
}

#[test]
fn what_lives_at_the_end_is_counted() {
    for what in ["family", "threads", "signals", "children", "at once"] {
        let Some(run) = does(what) else { return };
        let live = number(phase(&run, "exit"), "live") as u64;
        // The C library's own: its buffers, and what threads leave.
        let most = KEPT + (64 << 10);
        assert!((KEPT..=most).contains(&live), "{what}: {live}");
        let warnings = run["probes"][0]["warnings"].as_array().expect("some");
        let mut said = warnings.iter().filter_map(Value::as_str);
        // At its end, that is: before, it may be in the middle of something.
        assert!(!said.any(|of| of.starts_with("exit")), "{what}: {warnings:?}");
    }
}

#[test]
fn a_program_that_closes_what_it_does_not_know_is_tracked_all_the_same() {
    let Some(run) = does("closes") else { return };
    let live = number(phase(&run, "exit"), "live") as u64;
    assert!(live >= KEPT, "{live}");
}

#[test]
fn a_program_names_phases_and_the_highest_look_is_its_peak() {
    let Some(run) = does("grows") else { return };
    let high = number(phase(&run, "high"), "resident");
    assert!(number(phase(&run, "peak"), "resident") >= high);
    let (peak, exit) = (phase(&run, "peak"), phase(&run, "exit"));
    let more = number(peak, "resident") - number(exit, "resident");
    assert!(more > 60 << 20, "{run:#}");
    let samples = run["probes"][0]["samples"].as_array().expect("samples");
    assert!(!samples.is_empty());
}

#[test]
fn a_program_that_another_goes_on_as_is_tracked() {
    let Some(program) = program() else { return };
    let desk = Desk::new();
    let script = format!("exec {} hold", program.display());
    let output = exec(&desk, &[], &["sh", "-c", &script]);
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    let live = number(phase(&run(&desk), "exit"), "live") as u64;
    assert!(live >= KEPT, "{live}");
}

#[test]
fn programs_that_cannot_be_tracked_are_told_and_measured_from_outside() {
    let name = "exec-c-static";
    let flags = ["-O1", "-pthread", "-static"];
    let Some(program) = built("cc", "exec.c", &flags, name) else { return };
    let desk = Desk::new();
    let words = [program.to_str().expect("a path"), "grows"];
    let output = exec(&desk, &[], &words);
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    assert_says(&stderr(&output), &["linked statically", "from outside"]);
    assert!(!stderr(&output).contains("ulimit"), "{}", stderr(&output));
    closed(&run(&desk));
}

#[test]
fn where_there_is_no_room_for_the_map_it_is_measured_from_outside() {
    let Some(program) = program() else { return };
    let desk = Desk::new();
    let binary = binary();
    let script = format!(
        "ulimit -v 8000000; exec {binary} exec -o run -- {} family",
        program.display()
    );
    let mut command = Command::new("sh");
    command.args(["-c", &script]).current_dir(desk.path("."));
    let output = command.output().expect("it starts");
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    assert_says(&stderr(&output), &["ulimit -v"]);
    let run = run(&desk);
    assert!(phase(&run, "exit")["live"].is_null(), "{run:#}");
    closed(&run);
}

#[test]
fn it_can_be_run_under_another_allocator() {
    let Some(program) = program() else { return };
    let words = [program.to_str().expect("a path"), "family"];
    let desk = Desk::new();
    let options = ["--compare", "system,jemalloc,mimalloc"];
    let output = exec(&desk, &options, &words);
    if output.status.code() == Some(2) {
        assert_says(&stderr(&output), &["is not installed"]);
        return skip("an allocator is not installed");
    }
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    let run = run(&desk);
    let probes = run["probes"].as_array().expect("probes");
    let names = probes.iter().map(|of| of["backend"].as_str());
    let expected = ["system", "jemalloc", "mimalloc"].map(Some);
    assert_eq!(names.collect::<Vec<_>>(), expected);
    assert_says(&stdout(&output), &["jemalloc", "mimalloc", "resident"]);
    closed(&run);
}

#[test]
fn what_cannot_be_started_is_told_as_a_shell_tells_it() {
    let desk = Desk::new();
    desk.write("text", "no program");
    let code = |options: &[&str], words: &[&str], code, says: &str| {
        let output = exec(&desk, options, words);
        assert_eq!(output.status.code(), Some(code), "{words:?}");
        assert_says(&stderr(&output), &[says]);
        assert_eq!(stdout(&output), "");
        assert!(desk.names("run").is_empty(), "nothing was measured");
    };
    desk.write("run/.keep", "");
    std::fs::remove_file(desk.path("run/.keep")).expect("it was made");
    code(&[], &["no-such-program"], 127, "no such program");
    code(&[], &["./text"], 126, "not marked as a program");
    let executable = |name: &str, text: &str| {
        desk.write(name, text);
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(desk.path(name), mode).expect("it is ours");
    };
    executable("garbage", "no program");
    code(&[], &["./garbage"], 126, "no script whose first line names one");
    executable("script", "#!/no/such/shell\n");
    code(&[], &["./script"], 127, "/no/such/shell");
    code(&["--backend=jemaloc"], &["true"], 2, "jemaloc");
    code(&["--backend=./none.so"], &["true"], 2, "./none.so");
    code(&["--backend=./text"], &["true"], 2, "./text: it is no library");
    code(&["-bsystem"], &["true"], 2, "put a space behind -b: -b system");
    let said = desk.refused(&["exec", "redis-server", "--port", "1 2"]);
    assert_says(&said, &["residue exec -- redis-server --port '1 2'"]);
    let said = desk.refused(&["exec", "--evry=5s", "--", "true"]);
    assert_says(&said, &["--every"]);
}
