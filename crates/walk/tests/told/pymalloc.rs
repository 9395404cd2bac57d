//! Python's arenas, damaged: what is walked of them whole is compared with
//! what Python says by the tests of the observer.

use crate::damage::Copied;
use crate::subject::Subject;
use std::process::Command;

const PROGRAM: &str = "
import os, sys
kept = [(n, str(n), [n]) for n in range(4000)]
del kept[::3]
print('pid', os.getpid())
print('ready', flush=True)
sys.stdin.readline()
";

/// `None` where there is no Python.
fn copy() -> Option<Copied> {
    let mut command = Command::new("python3");
    let there = command.arg("--version").output().is_ok();
    let mut command = Command::new("python3");
    command.args(["-c", PROGRAM]);
    let subject = there.then(|| Subject::start_command(command))?;
    Some(Copied::of(&subject, "pymalloc", "python"))
}

/// The control: what is copied and not changed is walked.
#[test]
fn a_copy_is_walked_like_the_process() {
    let Some(copied) = copy() else { return };
    assert!(copied.walk(&[], false));
}

#[test]
fn damage_comes_to_an_error_or_adds_up() {
    let Some(copied) = copy() else { return };
    copied.survives(150, 0.02);
}
