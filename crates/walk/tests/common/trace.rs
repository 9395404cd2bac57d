//! The registers of another thread.

use std::ptr;

/// The thread pointer of a thread of a child.
pub(crate) fn pointer(thread: u32) -> u64 {
    let id = thread.cast_signed();
    trace(libc::PTRACE_SEIZE, id, 0);
    trace(libc::PTRACE_INTERRUPT, id, 0);
    let mut status = 0;
    // SAFETY: `status` is a place to write to.
    let waited = unsafe { libc::waitpid(id, &raw mut status, libc::__WALL) };
    assert_eq!(waited, id);
    // SAFETY: numbers may be 0.
    let mut registers: libc::user_regs_struct = unsafe { std::mem::zeroed() };
    trace(libc::PTRACE_GETREGS, id, (&raw mut registers).addr());
    trace(libc::PTRACE_DETACH, id, 0);
    registers.fs_base
}

fn trace(request: libc::c_uint, thread: i32, data: usize) {
    let none = ptr::null_mut::<libc::c_void>();
    // SAFETY: `pointer` passes the address of a place for registers where
    // the request writes to one, and 0 elsewhere.
    let done = unsafe {
        libc::ptrace(
            request,
            thread,
            none,
            ptr::without_provenance_mut::<libc::c_void>(data),
        )
    };
    assert_eq!(
        done,
        0,
        "ptrace {request}: {}",
        std::io::Error::last_os_error()
    );
}
