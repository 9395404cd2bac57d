#![expect(unsafe_code, reason = "calls the allocator of the C library")]
//! The allocator of the C library.

use std::alloc::{GlobalAlloc, Layout};

use crate::knob::{Knob, Settings};
use crate::operations::Operations;
use crate::statistics::Statistics;

#[cfg_attr(
    all(target_os = "linux", target_env = "gnu", target_pointer_width = "64"),
    path = "glibc.rs"
)]
#[cfg_attr(
    not(all(
        target_os = "linux",
        target_env = "gnu",
        target_pointer_width = "64"
    )),
    path = "other.rs"
)]
mod library;

#[cfg(all(
    target_os = "linux",
    target_env = "gnu",
    target_pointer_width = "64"
))]
mod parameters;

/// The allocator of the C library, which is what Rust uses by default.
pub(crate) struct System;

// SAFETY: `std::alloc::System` keeps the contract; every call goes there
// unchanged.
unsafe impl GlobalAlloc for System {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc`.
        unsafe { std::alloc::System.alloc(layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { std::alloc::System.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `GlobalAlloc::dealloc`.
        unsafe { std::alloc::System.dealloc(ptr, layout) }
    }

    #[inline]
    unsafe fn realloc(
        &self,
        ptr: *mut u8,
        layout: Layout,
        new_size: usize,
    ) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { std::alloc::System.realloc(ptr, layout, new_size) }
    }
}

impl Operations for System {
    fn summary(&self) -> &'static str {
        "the allocator of the C library, Rust's default"
    }

    fn version(&self) -> String {
        library::version()
    }

    fn knobs(&self) -> &'static [Knob] {
        library::KNOBS
    }

    /// Few: `mallopt` makes most settings, in the process itself.
    fn environment(&self, settings: &Settings) -> Vec<(String, String)> {
        library::environment(settings)
    }

    fn set(&self, settings: &Settings) -> Result<(), &'static Knob> {
        library::set(settings)
    }

    fn environment_prefixes(&self) -> &'static [&'static str] {
        &["MALLOC_", "GLIBC_TUNABLES"]
    }

    fn libraries(&self) -> &'static [&'static str] {
        &["libc.so.6"]
    }

    fn in_effect(&self, knob: &Knob) -> Option<String> {
        library::in_effect(knob)
    }

    #[inline]
    unsafe fn usable_size(&self, ptr: *const u8) -> usize {
        // SAFETY: the caller says that it is a live object of the C library.
        unsafe { library::usable_size(ptr) }
    }

    fn least_usable_size(&self, size: usize) -> usize {
        library::least_usable_size(size)
    }

    fn header_bytes(&self) -> u64 {
        library::HEADER_BYTES
    }

    /// Nothing: glibc has no call that flushes a thread's cache.
    fn collect(&self) {}

    fn purge(&self) {
        library::trim();
    }

    fn keep_nothing(&self) {
        library::keep_nothing();
    }

    fn statistics(&self) -> Statistics {
        library::statistics()
    }
}
