#![expect(unsafe_code, reason = "kcmp, which no wrapper has")]
//! Whether a process shares its memory with others, which are no threads of
//! it: `clone` and `vfork` can do so.

use crate::linux::process::Process;
use std::fs;

/// `KCMP_VM` of `linux/kcmp.h`.
const MEMORY: libc::c_int = 1;

/// Whether no other process that is to be seen has the memory of `process`.
/// Where the kernel does not compare, it is not known to be so.
pub(super) fn is_alone(process: &Process) -> bool {
    let own = process.pid();
    if !shares(own, own) {
        return false;
    }
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let mut others =
        entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    !others.any(|other: u32| other != own && shares(own, other))
}

/// Whether two processes have the same memory, as far as can be told. Who has
/// it may be compared wherever the other may.
fn shares(one: u32, other: u32) -> bool {
    // SAFETY: this request compares, and reads no memory.
    let answer =
        unsafe { libc::syscall(libc::SYS_kcmp, one, other, MEMORY, 0, 0) };
    answer == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    /// A child that shares the memory of its parent is waited for here: it
    /// only sleeps, on a stack of its own.
    #[test]
    fn a_process_that_lends_its_memory_is_not_alone() {
        let own = Process::find(std::process::id()).unwrap();
        await_alone(&own);
        extern "C" fn sleep(_: *mut libc::c_void) -> libc::c_int {
            // SAFETY: the call touches no memory but the stack.
            unsafe { libc::usleep(30_000_000) };
            0
        }
        let mut stack = vec![0_u128; 4096];
        let top = stack.as_mut_ptr_range().end.cast();
        // SAFETY: the child has a stack of its own, which this function keeps
        // until it has ended, and writes nothing else.
        let child = unsafe {
            libc::clone(
                sleep,
                top,
                libc::CLONE_VM | libc::SIGCHLD,
                std::ptr::null_mut(),
            )
        };
        assert!(child > 0);
        assert!(!is_alone(&own));
        // SAFETY: the number is that of the child, which is not waited for
        // yet.
        unsafe { libc::kill(child, libc::SIGKILL) };
        // SAFETY: nothing is written where nothing is asked for.
        unsafe { libc::waitpid(child, std::ptr::null_mut(), 0) };
        await_alone(&own);
    }

    /// Other tests start programs, which share this memory until they run.
    fn await_alone(own: &Process) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !is_alone(own) {
            assert!(Instant::now() < deadline, "there is always a child");
        }
    }
}
