#![expect(unsafe_code, reason = "implements an allocator")]
//! The heap profiler of the crate `dhat`, over the system's allocator.

mod nesting;
mod profiler;

use std::alloc::{GlobalAlloc, Layout};

use ::dhat::Alloc;

use super::system::System;
use crate::knob::{Knob, Settings};
use crate::operations::Operations;
use crate::statistics::Statistics;

pub use self::nesting::in_profiler;
pub use self::profiler::{
    RunningProfiler, dhat_heap_stats, start_profiler, start_profiler_into,
};

use self::nesting::Inside;

/// The version of the crate, which has no constant for it.
const VERSION: &str = "0.3.3";

/// The heap profiler of the crate `dhat`.
///
/// What the profiler allocates comes back to the program's global allocator,
/// and so to here, and goes straight to the system.
pub(crate) struct Dhat;

// SAFETY: dhat's allocator and the system's keep the contract, and dhat takes
// its memory from the system with the same layout, so that an object may be
// freed by either.
unsafe impl GlobalAlloc for Dhat {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match Inside::enter() {
            // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc`.
            Some(_inside) => unsafe { Alloc.alloc(layout) },
            // SAFETY: as above.
            None => unsafe { System.alloc(layout) },
        }
    }

    /// dhat allocates and then writes zeros: it has no call for memory that
    /// is zero already. So what is zeroed is resident under this backend, one
    /// more reason why its resident figure is not the program's.
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        match Inside::enter() {
            // SAFETY: the caller keeps the contract of `alloc_zeroed`.
            Some(_inside) => unsafe { Alloc.alloc_zeroed(layout) },
            // SAFETY: as above.
            None => unsafe { System.alloc_zeroed(layout) },
        }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        match Inside::enter() {
            // SAFETY: the caller keeps the contract of `GlobalAlloc::dealloc`.
            Some(_inside) => unsafe { Alloc.dealloc(ptr, layout) },
            // SAFETY: as above.
            None => unsafe { System.dealloc(ptr, layout) },
        }
    }

    unsafe fn realloc(
        &self,
        ptr: *mut u8,
        layout: Layout,
        new_size: usize,
    ) -> *mut u8 {
        match Inside::enter() {
            // SAFETY: the caller keeps the contract of `realloc`.
            Some(_inside) => unsafe { Alloc.realloc(ptr, layout, new_size) },
            // SAFETY: as above.
            None => unsafe { System.realloc(ptr, layout, new_size) },
        }
    }
}

impl Operations for Dhat {
    fn summary(&self) -> &'static str {
        "a heap profiler over the system's allocator; resident is its own"
    }

    fn version(&self) -> String {
        format!("{VERSION} over {}", System.version())
    }

    fn knobs(&self) -> &'static [Knob] {
        System.knobs()
    }

    fn environment(&self, settings: &Settings) -> Vec<(String, String)> {
        System.environment(settings)
    }

    fn set(&self, settings: &Settings) -> Result<(), &'static Knob> {
        System.set(settings)
    }

    fn environment_prefixes(&self) -> &'static [&'static str] {
        &[]
    }

    fn resident_is_the_profilers(&self) -> bool {
        true
    }

    fn in_effect(&self, knob: &Knob) -> Option<String> {
        System.in_effect(knob)
    }

    unsafe fn usable_size(&self, ptr: *const u8) -> usize {
        // SAFETY: the caller says that it is a live object, and dhat takes
        // its objects from the system as they are.
        unsafe { System.usable_size(ptr) }
    }

    fn least_usable_size(&self, size: usize) -> usize {
        System.least_usable_size(size)
    }

    fn header_bytes(&self) -> u64 {
        System.header_bytes()
    }

    fn collect(&self) {
        System.collect();
    }

    fn purge(&self) {
        System.purge();
    }

    fn keep_nothing(&self) {
        System.keep_nothing();
    }

    /// Nothing: the system's figures have the profiler's tables in them. See
    /// [`dhat_heap_stats`] for the program's.
    fn statistics(&self) -> Statistics {
        Statistics::default()
    }
}

#[cfg(test)]
mod tests {
    use super::VERSION;

    #[test]
    fn the_version_is_the_one_that_is_built() {
        let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock");
        let lock = std::fs::read_to_string(lock).unwrap();
        let entry = format!("name = \"dhat\"\nversion = \"{VERSION}\"");
        assert!(lock.contains(&entry), "VERSION is {VERSION}");
    }
}
