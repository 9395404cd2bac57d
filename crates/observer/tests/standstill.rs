//! Stopping processes, children and others.
#![cfg(target_os = "linux")]

use residue_ledger::Row;
use residue_observer::{Error, Observer, Standstill};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A shell that runs `script`, killed when dropped.
struct Shell(Child);

impl Shell {
    fn run(script: &str) -> Shell {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]).stdout(Stdio::piped());
        Shell(shell.spawn().unwrap())
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        let output = self.0.stdout.as_mut().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        line.trim().to_owned()
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn is_stopped(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    stat.rsplit_once(')').unwrap().1.trim_start().starts_with('T')
}

#[test]
fn a_child_stands_still_and_goes_on() {
    let shell = Shell::run("while :; do :; done");
    let pid = shell.0.id();
    let standstill = Standstill::of(pid).unwrap();
    assert!(is_stopped(pid));
    drop(standstill);
    assert!(!is_stopped(pid));
}

#[test]
fn a_process_that_is_no_child_stands_still() {
    let mut shell = Shell::run("(while :; do :; done) & echo $!; wait");
    let pid: u32 = shell.line().parse().unwrap();
    let standstill = Standstill::of(pid).unwrap();
    assert!(is_stopped(pid));
    drop(standstill);
    assert!(!is_stopped(pid));
    let kill = format!("kill -9 {pid}");
    Command::new("sh").args(["-c", &kill]).status().unwrap();
}

#[test]
fn a_process_that_was_stopped_stays_so() {
    let shell = Shell::run("while :; do :; done");
    let pid = shell.0.id();
    let outer = Standstill::of(pid).unwrap();
    drop(Standstill::of(pid).unwrap());
    assert!(is_stopped(pid));
    drop(outer);
    assert!(!is_stopped(pid));
}

#[test]
fn the_dead_the_unborn_and_the_own_process_are_refused() {
    let mut shell = Shell::run("exit 0");
    let pid = shell.0.id();
    shell.0.wait().unwrap();
    for pid in [pid, 0, u32::MAX] {
        let found = Standstill::of(pid);
        assert!(matches!(found, Err(Error::NoSuchProcess { .. })));
        let found = Observer::attach(pid);
        assert!(matches!(found, Err(Error::NoSuchProcess { .. })));
        let found = Observer::attach_untracked(pid);
        assert!(matches!(found, Err(Error::NoSuchProcess { .. })));
    }
    let own = Standstill::of(std::process::id());
    assert!(matches!(own, Err(Error::Unsupported { .. })));
}

#[test]
fn a_process_that_ended_but_was_not_waited_for_is_refused() {
    let mut shell = Shell::run("echo $$; read line");
    let pid = shell.0.id();
    shell.line();
    let mut observer = Observer::attach_untracked(pid).unwrap();
    shell.0.kill().unwrap();
    while !fs::read_to_string(format!("/proc/{pid}/stat"))
        .unwrap()
        .contains(") Z ")
    {
        std::thread::yield_now();
    }
    let found = observer.snapshot();
    assert!(matches!(found, Err(Error::NoSuchProcess { .. })));
}

#[test]
fn a_process_without_a_tracker_has_fewer_rows() {
    let mut shell = Shell::run("echo ready; while :; do :; done");
    let pid = shell.0.id();
    shell.line();
    let refused = Observer::attach(pid);
    assert!(matches!(refused, Err(Error::NoSegment { .. })));
    let mut observer = Observer::attach_untracked(pid).unwrap();
    let _standstill = Standstill::of(pid).unwrap();
    let seen = observer.snapshot().unwrap();
    let program = seen.ledger.get(Row::Program).unwrap();
    assert!(program > 0 && seen.heap > 0);
    assert_eq!(program + seen.heap, seen.resident);
    assert_eq!(seen.ledger.get(Row::Cached), None);
    assert_eq!(seen.ledger.residual, None);
    assert_eq!(seen.counters, None);
    assert!(seen.absent.iter().any(|(field, _)| *field == "cached"));
    let mut again = observer.snapshot().unwrap();
    // Others come and go that have the C library's pages too.
    again.proportional = seen.proportional;
    assert_eq!(seen, again);
}
