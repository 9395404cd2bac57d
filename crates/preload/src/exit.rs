//! The process ends: its observer takes a last look.
#![expect(unsafe_code, reason = "functions that take the place of C's")]

use crate::environment;
use crate::observer::{Event, tell};
use std::ffi::c_int;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

static WAS_TOLD: AtomicBool = AtomicBool::new(false);

/// Has the last look taken when the process returns from `main` or calls
/// `exit`: after all handlers that the program adds.
pub(crate) fn prepare() {
    // SAFETY: the handler may run at any time until the process ends.
    unsafe { libc::atexit(ending) };
}

extern "C" fn ending() {
    // A child runs the handlers of its parent.
    if environment::is_own_process() && !WAS_TOLD.swap(true, Relaxed) {
        tell(Event::Exit);
    }
}

fn end_at_once(code: c_int) -> ! {
    ending();
    loop {
        // SAFETY: takes an integer only, and does not return.
        unsafe { libc::syscall(libc::SYS_exit_group, code) };
    }
}

/// # Safety
///
/// As of `_exit`, which runs no handlers.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn _exit(code: c_int) -> ! {
    end_at_once(code)
}

/// # Safety
///
/// As of C's `_Exit`, which runs no handlers.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn _Exit(code: c_int) -> ! {
    end_at_once(code)
}
