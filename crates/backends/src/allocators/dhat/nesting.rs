//! Whether this thread runs the profiler or the program.

use std::cell::Cell;

thread_local! {
    // Constant and without a destructor: it can be read in any state of the
    // thread, and reading it never allocates.
    static IN_PROFILER: Cell<bool> = const { Cell::new(false) };
}

/// Whether the calling thread is inside the profiler: what is allocated now
/// is the profiler's, not the program's.
///
/// A global allocator that counts what the program asks for must not count
/// then. Always false under the other backends.
#[inline]
pub fn in_profiler() -> bool {
    IN_PROFILER.get()
}

/// The calling thread is inside the profiler as long as this lives.
pub(super) struct Inside(());

impl Inside {
    /// `None` if it is inside already.
    #[inline]
    pub(super) fn enter() -> Option<Self> {
        // Lazily: one that is made and dropped would leave.
        (!IN_PROFILER.replace(true)).then(|| Self(()))
    }
}

impl Drop for Inside {
    #[inline]
    fn drop(&mut self) {
        IN_PROFILER.set(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_entered_once_and_left_by_who_entered() {
        assert!(!in_profiler());
        let inside = Inside::enter();
        assert!(inside.is_some() && in_profiler());
        assert!(Inside::enter().is_none());
        assert!(in_profiler(), "the refused one left");
        drop(inside);
        assert!(!in_profiler());
    }
}
