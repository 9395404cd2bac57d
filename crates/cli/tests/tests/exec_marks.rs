//! Phases that are marked from outside in a program under `residue exec`.

use crate::desk::{Desk, assert_says};
use crate::exec::{closed, number, phase, run};
use crate::processes::built;
use crate::util::{residue, stderr};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};

/// Bytes that the program holds: 64 times 512 KiB.
pub(crate) const HELD: u64 = 32 << 20;

/// The program that ends as it is told.
pub(crate) fn program() -> Option<PathBuf> {
    built("cc", "deaths.c", &["-O1"], "deaths-c")
}

/// A program that waits under `residue exec`, and its number.
pub(crate) fn waiting(desk: &Desk, options: &[&str]) -> Option<(Child, u32)> {
    let program = program()?;
    let words = ["--", program.to_str()?, "waits"];
    let mut command = residue(&[&["exec"], options, &words].concat());
    command.current_dir(desk.path(".")).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut line = String::new();
    let output = child.stdout.as_mut().expect("a pipe");
    BufReader::new(output).read_line(&mut line).expect("text");
    let pid = line.trim().parse();
    Some((child, pid.unwrap_or_else(|_| panic!("no number: {line:?}"))))
}

#[test]
fn a_phase_that_is_marked_is_a_ledger_of_the_run() {
    let desk = Desk::new();
    let Some((mut child, pid)) = waiting(&desk, &["-o", "run"]) else { return };
    let pid = pid.to_string();
    let said = desk.fine(&["mark", &pid, "filled"]);
    assert_says(&said, &["filled: ", " resident, live"]);
    assert_says(&desk.refused(&["mark", &pid, "filled"]), &["already"]);
    drop(child.stdin.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    let run = run(&desk);
    closed(&run);
    let live = number(phase(&run, "filled"), "live") as u64;
    assert!((HELD..HELD + (64 << 10)).contains(&live), "{live}");
    let unheard = desk.refused(&["mark", &pid, "late"]);
    assert_says(&unheard, &["nobody watches", "residue exec"]);
}
