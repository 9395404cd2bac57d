//! The workloads under tracking-allocator, reporting to a tracker that counts.

use std::alloc::System;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use tracking_allocator::{
    AllocationGroupId, AllocationRegistry, AllocationTracker, Allocator,
};

#[global_allocator]
static ALLOCATOR: Allocator<System> = Allocator::system();

static BYTES: AtomicU64 = AtomicU64::new(0);
static FREED: AtomicU64 = AtomicU64::new(0);

struct Tracker;

impl AllocationTracker for Tracker {
    fn allocated(&self, _: usize, size: usize, _: usize, _: AllocationGroupId) {
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

fn main() {
    let set = AllocationRegistry::set_global_tracker(Tracker);
    set.expect("nobody else sets one");
    AllocationRegistry::enable_tracking();
    residue_benches::program(|| Some(BYTES.load(Relaxed)));
}
