//! A program of the user's, gated: looks by the clock, and limits.

use crate::deaths::wait_for;
use crate::desk::{Desk, assert_says};
use crate::exec::{self, closed, run};
use crate::exec_marks::{program, waiting};
use crate::util::{residue, stderr};
use std::process::Stdio;

const LIMIT: [&str; 2] = ["--limit", "resident@exit=+5%,+8MiB"];

#[test]
fn a_limit_that_is_broken_is_exit_code_1_and_can_be_shown_to_all() {
    let Some(program) = program() else { return };
    let program = program.to_str().expect("a path");
    let desk = Desk::new();
    let under = |options: &[&str], more: &str| {
        let words = ["--", program, "ends", more];
        desk.residue(&[&["exec"], options, &words].concat())
    };
    let saved = under(&["--save", "main"], "0");
    assert_eq!(saved.status.code(), Some(0), "{}", stderr(&saved));
    let gate = [&LIMIT[..], &["--baseline", "main"]].concat();
    let same = under(&gate, "0");
    assert_eq!(same.status.code(), Some(0), "{}", stderr(&same));
    let more = under(&gate, "64");
    assert_eq!(more.status.code(), Some(1), "{}", stderr(&more));
    assert_says(&stderr(&more), &["resident", "exit"]);
    let diff = [&["diff", "main", "latest"][..], &LIMIT].concat();
    let (said, _) = desk.no(&[&diff[..], &["--format", "github"]].concat());
    assert_says(&said, &["::error", "exit"]);
    let (said, _) = desk.no(&[&diff[..], &["--format", "markdown"]].concat());
    assert_says(&said, &["| ---", "exit"]);
    let unknown = under(&[&LIMIT[..], &["--baseline", "mian"]].concat(), "0");
    assert_eq!(unknown.status.code(), Some(2));
    assert_says(&stderr(&unknown), &["did you mean `main`"]);
    let alone = under(&LIMIT, "0");
    assert_eq!(alone.status.code(), Some(2), "{}", stderr(&alone));
    assert_says(&stderr(&alone), &["--baseline"]);
}

#[test]
fn looks_come_by_the_clock() {
    let desk = Desk::new();
    let options = ["-o", "run", "--every", "30ms"];
    let Some((mut child, _)) = waiting(&desk, &options) else { return };
    wait_for(&desk, |kept| {
        let looks = kept["looks"].as_array().expect("looks");
        looks.iter().any(|of| of["phase"]["name"] == "look-2")
    });
    drop(child.stdin.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(5));
    let run = run(&desk);
    closed(&run);
    let phases = run["probes"][0]["phases"].as_array().expect("phases");
    let names = phases.iter().filter_map(|phase| phase["name"].as_str());
    let looks: Vec<_> =
        names.filter(|name| name.starts_with("look-")).collect();
    assert!(looks.starts_with(&["look-1", "look-2"]), "{run:#}");
}

/// Whatever its page tables show while it goes on.
#[test]
fn a_program_at_work_is_looked_at_by_the_clock() {
    let Some(program) = exec::program() else { return };
    let desk = Desk::new();
    let mut command = residue(&["exec", "-o", "run", "--every", "300ms", "--"]);
    command.arg(program).arg("churns").current_dir(desk.path("."));
    command.stdin(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it starts");
    wait_for(&desk, |kept| {
        let looks = kept["looks"].as_array().expect("looks");
        looks.iter().any(|of| of["phase"]["name"] == "look-3")
    });
    drop(child.stdin.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(5));
    assert!(closed(&run(&desk)) > 3);
}
