//! Processes of their own: a test starts itself anew, in a role.
#![expect(unsafe_code, reason = "fork, alarm and exit of the C library")]

use std::process::Command;

const ROLE: &str = "RESIDUE_TEST_ROLE";

/// This test's program, to be started in `role` and with a clean
/// environment.
pub(crate) fn in_role(role: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .env(ROLE, role)
        .env_remove(residue::SWITCH_VARIABLE)
        .env_remove(residue::OBSERVED_VARIABLE);
    command
}

/// The role that this process was started in; `None` in the test itself.
pub(crate) fn role() -> Option<String> {
    std::env::var(ROLE).ok()
}

/// Runs `work` in a forked child, which must end it in time; its exit code.
pub(crate) fn fork(work: impl FnOnce() -> i32) -> i32 {
    // SAFETY: takes nothing. The C library makes its allocator usable in the
    // child, and the tests' children take no lock of another thread.
    let pid = unsafe { libc::fork() };
    if pid == 0 {
        end_after(20);
        exit_now(work());
    }
    assert!(pid > 0, "fork failed");
    let mut status = 0;
    // SAFETY: `status` is writable; `pid` is a child nobody else waits for.
    let waited = unsafe { libc::waitpid(pid, &raw mut status, 0) };
    assert_eq!(waited, pid);
    assert!(libc::WIFEXITED(status), "the child was killed: {status:#x}");
    libc::WEXITSTATUS(status)
}

/// Kills this process in `seconds`, so that a hang is a failure.
pub(crate) fn end_after(seconds: u32) {
    // SAFETY: takes an integer; without a handler the signal kills.
    unsafe { libc::alarm(seconds) };
}

/// Ends the process here, without destructors.
pub(crate) fn exit_now(code: i32) -> ! {
    // SAFETY: takes an integer and does not return.
    unsafe { libc::_exit(code) }
}
