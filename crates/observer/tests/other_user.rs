//! A process of another user.
#![cfg(target_os = "linux")]

use residue_observer::{Error, Observer, Standstill};
use std::fmt::Debug;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::{env, fs};

const NOBODY: u32 = 65534;
const SUBJECT: &str = "RESIDUE_TEST_SUBJECT";

/// The other user's side: started by the test below, which is the subject.
#[test]
#[ignore = "started by another test, as a user with no rights"]
fn reads_the_subject() {
    let Ok(subject) = env::var(SUBJECT) else { return };
    let pid = subject.parse().unwrap();
    assert_refused(Observer::attach(pid));
    assert_refused(Standstill::of(pid));
    let mut untracked = Observer::attach_untracked(pid).unwrap();
    assert_refused(untracked.snapshot());
    assert_refused(untracked.reset_peak());
}

fn assert_refused<T: Debug>(found: Result<T, Error>) {
    let error = found.unwrap_err();
    assert!(matches!(error, Error::PermissionDenied { .. }), "{error}");
    assert!(error.to_string().contains("CAP_SYS_PTRACE"));
}

/// Only root can start a process of another user.
#[test]
fn a_process_of_another_user_is_refused() {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        // What others may not read, and is not stopped here, is the first
        // process.
        return assert_refused(Observer::attach(1));
    }
    // A build under a home that others may not enter is run from a copy.
    let copy = env::temp_dir()
        .join(format!("residue-other-user-{}", std::process::id()));
    fs::copy(env::current_exe().unwrap(), &copy).unwrap();
    let output = Command::new(&copy)
        .args(["--ignored", "--exact", "reads_the_subject"])
        .env(SUBJECT, std::process::id().to_string())
        .current_dir("/")
        .uid(NOBODY)
        .gid(NOBODY)
        .output();
    fs::remove_file(copy).unwrap();
    let output = output.unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("1 passed"), "{text}");
}
