//! The allocator that only counts.
#![expect(unsafe_code, reason = "an implementation of GlobalAlloc")]

use crate::hooks::{Activation, CountingHooks};
use std::alloc::{GlobalAlloc, Layout};

/// An allocator that passes everything on to `A` and counts it, without the
/// map: for benches and budgets, where only [`counters`](crate::counters) are
/// asked for. Counters are exact, on all threads.
#[derive(Debug)]
pub struct Counting<A> {
    inner: A,
    hooks: CountingHooks,
}

impl<A> Counting<A> {
    /// Counts, unless the environment variable `RESIDUE` is `off`.
    pub const fn new(inner: A) -> Counting<A> {
        let hooks = CountingHooks::new(Activation::Automatic);
        Counting { inner, hooks }
    }

    /// The allocator that does the work.
    pub const fn inner(&self) -> &A {
        &self.inner
    }

    #[cold]
    #[inline(never)]
    unsafe fn dealloc_slowly(&self, ptr: *mut u8, layout: Layout)
    where
        A: GlobalAlloc,
    {
        self.hooks.freeing_slowly(ptr, layout.size());
        // SAFETY: the caller's contract is that of `GlobalAlloc::dealloc`.
        unsafe { self.inner.dealloc(ptr, layout) }
    }
}

// SAFETY: every method passes the caller's arguments on to `A` unchanged and
// returns what `A` returned, and `A` keeps the contract.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Counting<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if cfg!(feature = "off") {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.inner.alloc(layout) };
        }
        // SAFETY: the caller's contract is that of this method.
        let ptr = unsafe { self.inner.alloc(layout) };
        self.hooks.allocated(ptr, layout.size())
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if cfg!(feature = "off") {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.inner.alloc_zeroed(layout) };
        }
        // SAFETY: the caller's contract is that of this method.
        let ptr = unsafe { self.inner.alloc_zeroed(layout) };
        self.hooks.allocated(ptr, layout.size())
    }

    #[inline]
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        if cfg!(feature = "off") {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.inner.dealloc(ptr, layout) };
        }
        if !self.hooks.try_freeing(layout.size()) {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.dealloc_slowly(ptr, layout) };
        }
        // SAFETY: the caller's contract is that of this method.
        unsafe { self.inner.dealloc(ptr, layout) }
    }

    #[inline]
    unsafe fn realloc(
        &self,
        ptr: *mut u8,
        layout: Layout,
        new_size: usize,
    ) -> *mut u8 {
        if cfg!(feature = "off") {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.inner.realloc(ptr, layout, new_size) };
        }
        // SAFETY: the caller's contract is that of this method.
        let new = unsafe { self.inner.realloc(ptr, layout, new_size) };
        self.hooks.resized(new, layout.size(), new_size)
    }
}
