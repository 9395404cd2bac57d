//! What a forked child does: it leaves the segment to its parent.
#![expect(unsafe_code, reason = "a function that the C library calls")]

use crate::{process, sys, thread};

/// Has every child that `fork` makes from now on detach.
pub(super) fn detach_children() {
    // SAFETY: `in_child` stores to atomics and to constant thread-locals
    // without destructors, and nothing else.
    unsafe { sys::at_fork(in_child) };
}

/// Called by the C library in every child, in its only thread, before `fork`
/// returns there.
extern "C" fn in_child() {
    process::detach();
    thread::leave();
}
