//! As the standard library keeps what is a thread's own.

use super::Fast;
use crate::mapped::OpenMap;
use crate::thread::UNTOUCHED;
use std::cell::Cell;

thread_local! {
    // Constant and without a destructor, so that reading it is one load and
    // works to the very end of the thread.
    static FAST: Fast = const {
        Fast {
            block: Cell::new(&UNTOUCHED),
            held: Cell::new(0),
            map: OpenMap::closed(),
        }
    };
}

/// Has `look` look at this thread's.
#[inline(always)]
pub(in crate::thread) fn with<T>(look: impl FnOnce(&Fast) -> T) -> T {
    FAST.with(look)
}
