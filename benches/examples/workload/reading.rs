//! What subjects tell of the bytes that were ever allocated.

use peakmem_alloc::{PeakMemAlloc, PeakMemAllocTrait};
use residue::{Container, Status};
use std::alloc::System;
use std::cell::Cell;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use tracking_allocator::{
    AllocationGroupId, AllocationRegistry, AllocationTracker,
};

pub(crate) fn counted() -> Option<u64> {
    Some(residue::counters().ok()?.total)
}

/// Without its map it would be something else.
pub(crate) fn tracked() -> Option<u64> {
    if residue::status() == Status::Tracked { counted() } else { None }
}

/// The same with all of the program in a named container.
pub(crate) fn named() -> impl Fn() -> Option<u64> {
    static NAMED: Container = Container::new("named");
    let scope = NAMED.enter();
    move || {
        let _ = &scope;
        tracked()
    }
}

/// It tells only what a span saw, when that ends: one begins at the first
/// call.
pub(crate) fn spans() -> impl Fn() -> Option<u64> {
    let session = alloc_tracker::Session::new().no_stdout().no_file();
    let operation = session.operation("all");
    let span = Cell::new(None);
    move || {
        let Some(began) = span.take() else {
            span.set(Some(operation.measure_process().iterations(1)));
            return Some(0);
        };
        drop(began);
        let report = session.to_report();
        report.operations().map(|(_, sum)| sum.total_bytes_allocated()).next()
    }
}

/// Peaks are told from each other only from a new beginning.
pub(crate) fn peak(
    allocator: &'static PeakMemAlloc<System>,
) -> impl Fn() -> Option<u64> {
    let is_reset = Cell::new(false);
    move || {
        if !is_reset.replace(true) {
            allocator.reset_peak_memory();
        }
        Some(allocator.get_peak_memory() as u64)
    }
}

/// Reports to a tracker that counts.
pub(crate) fn reported() -> impl Fn() -> Option<u64> {
    static BYTES: AtomicU64 = AtomicU64::new(0);
    static FREED: AtomicU64 = AtomicU64::new(0);
    struct Counting;
    impl AllocationTracker for Counting {
        fn allocated(
            &self,
            _: usize,
            size: usize,
            _: usize,
            _: AllocationGroupId,
        ) {
            BYTES.fetch_add(size as u64, Relaxed);
        }

        fn deallocated(
            &self,
            _: usize,
            size: usize,
            _: usize,
            _: AllocationGroupId,
            _: AllocationGroupId,
        ) {
            FREED.fetch_add(size as u64, Relaxed);
        }
    }
    let set = AllocationRegistry::set_global_tracker(Counting);
    set.expect("nobody else sets one");
    AllocationRegistry::enable_tracking();
    || Some(BYTES.load(Relaxed))
}

/// While the profiler runs.
pub(crate) fn profiled() -> impl Fn() -> Option<u64> {
    let profiler = dhat::Profiler::builder().testing().build();
    move || {
        let _ = &profiler;
        Some(dhat::HeapStats::get().total_bytes)
    }
}
