//! What must be on while a subject is measured.

use residue::Container;
use std::any::Any;
use std::sync::Once;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use tracking_allocator::{
    AllocationGroupId, AllocationRegistry, AllocationTracker,
};

/// While it lives, something is on.
pub(crate) type Guard = Box<dyn Any>;

/// For those that are always on.
pub(crate) fn nothing() -> Guard {
    Box::new(())
}

/// What this thread allocates is a named container's.
pub(crate) fn named() -> Guard {
    static NAMED: Container = Container::new("named");
    Box::new(NAMED.enter())
}

/// dhat's profiler runs, and writes nothing when it ends.
pub(crate) fn dhat() -> Guard {
    Box::new(dhat::Profiler::builder().testing().build())
}

/// tracking-allocator reports to a tracker that counts.
pub(crate) fn tracking_allocator() -> Guard {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let set = AllocationRegistry::set_global_tracker(Tracker);
        set.expect("nobody else sets one");
    });
    AllocationRegistry::enable_tracking();
    Box::new(Reporting)
}

/// Bytes that were reported to the tracker.
pub(crate) static REPORTED: AtomicU64 = AtomicU64::new(0);
static REPORTED_FREED: AtomicU64 = AtomicU64::new(0);

/// The least that a tracker can do: sums of bytes.
struct Tracker;

impl AllocationTracker for Tracker {
    fn allocated(&self, _: usize, size: usize, _: usize, _: AllocationGroupId) {
        REPORTED.fetch_add(size as u64, Relaxed);
    }

    fn deallocated(
        &self,
        _: usize,
        size: usize,
        _: usize,
        _: AllocationGroupId,
        _: AllocationGroupId,
    ) {
        REPORTED_FREED.fetch_add(size as u64, Relaxed);
    }
}

struct Reporting;

impl Drop for Reporting {
    fn drop(&mut self) {
        AllocationRegistry::disable_tracking();
    }
}
