//! What a forked child does: it leaves the segment to its parent.

use crate::{process, thread};

/// Called by the C library in every child that `fork` makes, in its only
/// thread, before `fork` returns there.
pub(crate) extern "C" fn in_child() {
    process::detach();
    thread::leave();
}
