//! Programs that die under `residue exec`, and who held their memory then.

use crate::desk::{Desk, assert_says};
use crate::exec::{exec, run};
use crate::exec_marks::{HELD, program, waiting};
use crate::group::Group;
use crate::processes::skip;
use crate::util::{residue, stderr};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const KILL: i32 = 9;

/// Far more than anything here takes, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the doctor says of `file`.
fn examined(desk: &Desk, file: &str) -> Value {
    let said = desk.fine(&["doctor", file, "--format", "json"]);
    let said: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(said["schema"], "residue.doctor/1");
    said
}

fn bytes(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no bytes: {value}"))
}

/// Its live bytes are those that the program held: to the byte by counters,
/// by sizes, and by the ledger's findings.
fn assert_held(said: &Value, least: u64) {
    let counted = bytes(&said["counted"]["live"]);
    // The C library's own: its buffers.
    assert!((least..least + (64 << 10)).contains(&counted), "{said:#}");
    assert_eq!(bytes(&said["live"]["bytes"]), counted, "{said:#}");
    let classes = said["live"]["by_size"].as_array().expect("sizes");
    let sum: u64 = classes.iter().map(|of| bytes(&of["bytes"])).sum();
    assert_eq!(sum, counted);
    assert!(bytes(&said["counted"]["peak_live"]) >= counted);
    assert_eq!(said["verdict"], "live", "{said:#}");
    assert_eq!(said["ended"]["live_ns"], 0, "it is of the end");
    let found = said["findings"].as_array().expect("findings");
    let sum: u64 = found.iter().map(|of| bytes(&of["bytes"])).sum();
    assert_eq!(sum, bytes(&said["resident"]));
}

#[test]
fn what_a_killed_program_held_is_known_to_the_byte() {
    let Some(program) = program() else { return };
    let desk = Desk::new();
    for (how, signal) in [("kill", KILL), ("segv", 11), ("abort", 6)] {
        let words = [program.to_str().expect("a path"), how];
        let output = exec(&desk, &["--force"], &words);
        let ended = output.status.signal();
        assert_eq!(ended, Some(signal), "{how}: {}", stderr(&output));
        let said = stderr(&output);
        assert_says(&said, &["residue doctor run/kept.json"]);
        // What failed because it had ended is told so.
        assert!(!said.contains("malformed"), "{said}");
        assert!(!said.contains("start it anew"), "{said}");
        let said = examined(&desk, "run/kept.json");
        assert_held(&said, HELD);
        let [class, ..] = &said["live"]["by_size"].as_array().unwrap()[..]
        else {
            panic!("{said:#}")
        };
        assert_eq!(
            (bytes(&class["size"]), bytes(&class["objects"])),
            (HELD / 64, 64)
        );
        assert_eq!(said["live"]["largest"][0]["size"], HELD / 64);
        assert!(said["live"]["largest"][0]["resident"].is_null());
        let end = &said["ended"]["end"];
        assert_eq!(
            (&end["how"], bytes(&end["signal"])),
            (&"signal".into(), signal as u64)
        );
        if signal == KILL {
            assert_ne!(end["killer"], "oom-killer", "{end}");
        } else {
            assert!(end["killer"].is_null(), "{end}");
        }
    }
}

#[test]
fn a_program_that_ends_by_itself_leaves_a_file_where_one_is_asked_for() {
    let desk = Desk::new();
    let Some((mut child, _)) = waiting(&desk, &["-o", "run"]) else { return };
    drop(child.stdin.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(5));
    assert!(!desk.path("run/kept.json").exists());
    let options = ["-o", "other", "--keep", "held.json"];
    let Some((mut child, _)) = waiting(&desk, &options) else { return };
    drop(child.stdin.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(5));
    let said = examined(&desk, "held.json");
    assert_held(&said, HELD);
    assert_eq!(said["ended"]["end"]["code"], 5);
    let options = ["--keep", "none/held.json"];
    let refused = exec(&desk, &options, &["true"]);
    assert_eq!(refused.status.code(), Some(2));
    assert_says(&stderr(&refused), &["none/held.json"]);
    assert_eq!(desk.names("run").len(), desk.names("other").len());
}

#[test]
fn what_is_no_kept_file_is_not_wiped_out() {
    let desk = Desk::new();
    desk.write("letter", "dear");
    let made = Command::new("mkfifo").arg(desk.path("pipe")).status();
    assert!(made.expect("mkfifo").success());
    for (file, why) in [("letter", "no kept file"), ("pipe", "a pipe")] {
        let refused = exec(&desk, &["--keep", file], &["touch", "it-ran"]);
        assert_eq!(refused.status.code(), Some(2), "{file}");
        assert_says(&stderr(&refused), &[file, why]);
    }
    assert_eq!(desk.read("letter"), "dear");
    assert_eq!(desk.names("."), ["letter", "pipe"]);
}

/// Waits until what is kept of a program that runs is so.
pub(crate) fn wait_for(desk: &Desk, is_so: impl Fn(&Value) -> bool) {
    let until = Instant::now() + PATIENCE;
    loop {
        let kept = fs::read_to_string(desk.path("run/kept.json"));
        let kept = kept.ok().map(|text| serde_json::from_str(&text));
        // It is whole whenever it is read.
        let kept: Option<Value> = kept.map(|kept| kept.expect("JSON"));
        if kept.is_some_and(|kept| is_so(&kept)) {
            return;
        }
        assert!(Instant::now() < until, "it is not written");
        thread::sleep(Duration::from_millis(50));
    }
}

/// The OOM killer may take the whole group, and this command with it.
#[test]
fn what_was_kept_outlives_the_command_too() {
    let desk = Desk::new();
    let Some((mut child, pid)) = waiting(&desk, &["-o", "run"]) else { return };
    // It is written about once a second, when something has moved.
    wait_for(&desk, |kept| kept["counted"]["live"].as_u64() >= Some(HELD));
    child.kill().expect("it goes on");
    child.wait().expect("it ends");
    let killed =
        Command::new("kill").args(["-KILL", &pid.to_string()]).status();
    assert!(killed.expect("kill").success());
    let said = examined(&desk, "run/kept.json");
    assert_held(&said, HELD);
    assert!(said["ended"]["end"].is_null());
    let shown = desk.fine(&["doctor", "run/kept.json"]);
    assert_says(&shown, &["Nobody saw its end", "requested; by size"]);
}

#[test]
fn what_is_kept_is_shown_in_every_format_and_held_against_bounds() {
    let Some(program) = program() else { return };
    let desk = Desk::new();
    let words = [program.to_str().expect("a path"), "kill"];
    exec(&desk, &["--keep", "k.json", "--quiet"], &words);
    let terminal = desk.fine(&["doctor", "k.json"]);
    let parts = ["killed by", "signal 9 (SIGKILL)", "live", "of its end"];
    assert_says(&terminal, &parts);
    let markdown = desk.fine(&["doctor", "k.json", "--format", "markdown"]);
    assert_says(&markdown, &["SIGKILL", "| ---"]);
    desk.fine(&["doctor", "k.json", "-o", "k.html"]);
    assert_says(&desk.read("k.html"), &["SIGKILL"]);
    let bounds = ["--fail-on", "live>1MiB", "--format", "github"];
    let (said, _) = desk.no(&[&["doctor", "k.json"][..], &bounds].concat());
    assert_says(&said, &["::error", "verdict: process"]);
    desk.fine(&["doctor", "k.json", "--fail-on", "live>1GiB"]);
    let refused = desk.refused(&["doctor", "k.json", "--watch", "1s"]);
    assert_says(&refused, &["--watch"]);
    let refused = desk.refused(&["doctor", "k.json", "-o", "k.json"]);
    assert_says(&refused, &["k.json"]);
}

#[test]
fn a_file_that_is_none_is_named_and_refused() {
    let Some(program) = program() else { return };
    let desk = Desk::new();
    let words = [program.to_str().expect("a path"), "kill"];
    exec(&desk, &["--keep", "k.json", "--quiet"], &words);
    let whole = desk.read("k.json");
    let refused = |text: &str, says: &str| {
        desk.write("bad.json", text);
        let said = desk.refused(&["doctor", "bad.json"]);
        assert_says(&said, &["bad.json", says]);
    };
    refused(&whole[..whole.len() / 2], "may be cut");
    refused(&whole[..40], "may be cut");
    refused(&whole.replacen("kept/1", "kept/2", 1), "install a newer");
    refused(&whole.replacen("kept/1", "kept/x", 1), "residue.kept/1");
    refused(&whole.replacen("\"pid\":", "\"pid\":-", 1), "malformed");
    refused("", "malformed");
    refused("\u{0}residue", "malformed");
    let absurd =
        whole.replace("\"live\":", "\"live\":18446744073709551615,\"x\":");
    desk.write("absurd.json", absurd);
    let output = desk.residue(&["doctor", "absurd.json"]);
    assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
    // Sparse, so that it takes no room here.
    let large = fs::File::create(desk.path("large.json")).expect("a file");
    (&large).write_all(whole.as_bytes()).expect("room");
    large.set_len(65 << 20).expect("room");
    assert_says(&desk.refused(&["doctor", "large.json"]), &["large.json"]);
}

#[test]
fn the_oom_killer_is_known_and_a_look_comes_before_it() {
    let Some(program) = program() else { return };
    let limit = 256 << 20;
    let Some(group) = Group::new(limit) else {
        return skip("no control group can be made here");
    };
    let desk = Desk::new();
    let mut command = group.command(residue(&[]).get_program());
    command.args(["exec", "-o", "run", "--"]).arg(program);
    command.arg("grows").current_dir(desk.path("."));
    command.stdin(Stdio::piped()).stdout(Stdio::null());
    let child = command.stderr(Stdio::piped()).spawn();
    let mut child = child.expect("it starts");
    // Nine tenths are charged by then.
    wait_for(&desk, |kept| {
        let looks = kept["looks"].as_array().expect("looks");
        looks.iter().any(|of| of["phase"]["name"] == "limit")
    });
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(b"\n").expect("it listens");
    let output = child.wait_with_output().expect("it ends");
    let said = stderr(&output);
    assert_eq!(output.status.signal(), Some(KILL), "{said}");
    assert_says(&said, &["OOM killer sent it", "rose from 0 to 1"]);
    let kept = examined(&desk, "run/kept.json");
    assert_eq!(kept["ended"]["end"]["killer"], "oom-killer");
    let live = bytes(&kept["counted"]["live"]);
    assert!((HELD..limit).contains(&live), "{live}");
    assert_eq!(kept["verdict"], "live", "{kept:#}");
    assert_eq!(bytes(&kept["cgroup"]["limit"]), limit);
    assert_eq!(bytes(&kept["cgroup"]["oom_kills"]), 1);
    let run = run(&desk);
    let phases = run["probes"][0]["phases"].as_array().expect("phases");
    let look = phases.iter().find(|of| of["name"] == "limit");
    let look = look.unwrap_or_else(|| panic!("no look: {run:#}"));
    assert!(look["live"].as_u64() <= Some(live), "{look:#}");
    assert!(look["live"].as_u64() > Some(HELD), "{look:#}");
    let warnings = run["probes"][0]["warnings"].to_string();
    assert_says(&warnings, &["may use were charged"]);
}
