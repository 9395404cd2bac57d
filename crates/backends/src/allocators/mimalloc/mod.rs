#![expect(unsafe_code, reason = "implements an allocator")]
//! mimalloc.

mod knobs;

use std::alloc::{GlobalAlloc, Layout};
use std::ptr;

use libmimalloc_sys as mimalloc;

use crate::drift::Drift;
use crate::knob::{Knob, Settings};
use crate::operations::Operations;
use crate::statistics::Statistics;

/// mimalloc 3, as the crate `libmimalloc-sys` builds it.
pub(crate) struct Mimalloc;

// SAFETY: mimalloc returns null or so many bytes of that alignment that
// nobody else has, zeroed by `zalloc`, kept up to the smaller size by
// `realloc`, until they are freed; it never unwinds.
unsafe impl GlobalAlloc for Mimalloc {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        // SAFETY: `Layout` guarantees that the alignment is a power of two.
        unsafe { mimalloc::mi_malloc_aligned(size, align).cast() }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        // SAFETY: `Layout` guarantees that the alignment is a power of two.
        unsafe { mimalloc::mi_zalloc_aligned(size, align).cast() }
    }

    #[inline]
    unsafe fn dealloc(&self, ptr: *mut u8, _layout: Layout) {
        // SAFETY: the caller says that it is a live object of this allocator.
        unsafe { mimalloc::mi_free(ptr.cast()) }
    }

    #[inline]
    unsafe fn realloc(
        &self,
        ptr: *mut u8,
        layout: Layout,
        new_size: usize,
    ) -> *mut u8 {
        let (ptr, align) = (ptr.cast(), layout.align());
        // SAFETY: the caller says that it is a live object of this allocator
        // with that alignment, a power of two.
        unsafe { mimalloc::mi_realloc_aligned(ptr, new_size, align).cast() }
    }
}

impl Operations for Mimalloc {
    fn summary(&self) -> &'static str {
        "pages by size in each thread's heap; gives back after a purge delay"
    }

    /// mimalloc writes 3.3.2 as 30302, and before 3.3 as 320.
    fn version(&self) -> String {
        // SAFETY: takes nothing and returns a number.
        match unsafe { mimalloc::mi_version() } {
            short @ ..10_000 => {
                let (major, minor) = (short / 100, short / 10 % 10);
                format!("{major}.{minor}.{}", short % 10)
            }
            long => {
                let (major, minor) = (long / 10_000, long / 100 % 100);
                format!("{major}.{minor}.{}", long % 100)
            }
        }
    }

    fn knobs(&self) -> &'static [Knob] {
        knobs::KNOBS
    }

    fn environment(&self, settings: &Settings) -> Vec<(String, String)> {
        let variable = |(key, value): (&String, &String)| {
            (format!("MIMALLOC_{}", key.to_uppercase()), value.clone())
        };
        settings.iter().map(variable).collect()
    }

    fn environment_prefixes(&self) -> &'static [&'static str] {
        &["MIMALLOC_"]
    }

    fn drift(&self) -> Drift {
        Drift { timers: knobs::TIMERS, ..Drift::NONE }
    }

    fn libraries(&self) -> &'static [&'static str] {
        &["libmimalloc.so.3", "libmimalloc.so.2", "libmimalloc.so"]
    }

    fn in_effect(&self, knob: &Knob) -> Option<String> {
        Some(knobs::in_effect(knob))
    }

    #[inline]
    unsafe fn usable_size(&self, ptr: *const u8) -> usize {
        // SAFETY: the caller says that it is a live object of mimalloc.
        unsafe { mimalloc::mi_usable_size(ptr.cast()) }
    }

    fn least_usable_size(&self, size: usize) -> usize {
        // SAFETY: takes any size.
        unsafe { mimalloc::mi_good_size(size) }
    }

    fn collect(&self) {
        // SAFETY: works on the heap of the calling thread.
        unsafe { mimalloc::mi_collect(false) }
    }

    /// Forced, it purges the arenas of all threads, but only the calling
    /// thread's heap gives its pages back to them first.
    fn purge(&self) {
        // SAFETY: works on the heap of the calling thread.
        unsafe { mimalloc::mi_collect(true) }
    }

    fn keep_nothing(&self) {
        // Without a delay nothing is due: what is due already goes first.
        self.purge();
        knobs::set(knobs::PURGE_DELAY, 0);
    }

    /// A release build of mimalloc counts what it has committed and, of
    /// objects, nothing.
    fn statistics(&self) -> Statistics {
        let mut committed = 0;
        let none = ptr::null_mut();
        let out = &raw mut committed;
        // SAFETY: mimalloc writes to those that are not null; the one that is
        // not is a live `size_t`.
        unsafe {
            mimalloc::mi_process_info(
                none, none, none, none, none, out, none, none,
            )
        };
        Statistics {
            committed: Some(committed as u64),
            ..Statistics::default()
        }
    }
}
