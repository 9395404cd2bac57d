//! The allocator that only counts.
#![expect(unsafe_code, reason = "an implementation of GlobalAlloc")]

use crate::process::Unless;
use crate::slow::{self, Traces};
use crate::thread;
use std::alloc::{GlobalAlloc, Layout};
use std::sync::atomic::Ordering::Relaxed;

/// An allocator that passes everything on to `A` and counts it, without the
/// map: for benches and budgets, where only [`counters`](crate::counters) are
/// asked for. Counters are exact, on all threads.
#[derive(Debug)]
pub struct Counting<A> {
    inner: A,
    unless: Unless,
}

impl<A> Counting<A> {
    /// Counts, unless the environment variable `RESIDUE` is `off`.
    pub const fn new(inner: A) -> Counting<A> {
        Counting { inner, unless: Unless::Off }
    }

    /// The allocator that does the work.
    pub const fn inner(&self) -> &A {
        &self.inner
    }

    /// Notes that `ptr`, which may be null, was allocated.
    #[inline(always)]
    fn allocated(&self, ptr: *mut u8, size: usize) -> *mut u8 {
        // By itself and first, so that it falls together with the caller's.
        if ptr.is_null() {
            return ptr;
        }
        let block = thread::block();
        // A thread without a block of its own has less than no budget.
        let left = block.budget.load(Relaxed).wrapping_sub(size as i64);
        if left < 0 {
            return slow::allocated(ptr, size, self.unless, Traces::Counters);
        }
        block.budget.store(left, Relaxed);
        slow::add(&block.allocations, 1);
        ptr
    }

    /// Notes that an object of `old` bytes has `new` now, at `ptr`, which may
    /// be null: one allocation and one free.
    #[inline(always)]
    fn resized(&self, ptr: *mut u8, old: usize, new: usize) -> *mut u8 {
        if ptr.is_null() {
            return ptr;
        }
        let block = thread::block();
        let left = block.budget.load(Relaxed).wrapping_sub(new as i64);
        if left < 0 {
            return slow::resized(ptr, old, new, self.unless);
        }
        slow::add(&block.freed, old as u64);
        slow::add(&block.frees, 1);
        block.budget.store(left, Relaxed);
        slow::add(&block.allocations, 1);
        ptr
    }

    #[cold]
    #[inline(never)]
    unsafe fn dealloc_slowly(&self, ptr: *mut u8, layout: Layout)
    where
        A: GlobalAlloc,
    {
        slow::freed(ptr, layout.size(), self.unless, Traces::Counters);
        // SAFETY: the caller's contract is that of `GlobalAlloc::dealloc`.
        unsafe { self.inner.dealloc(ptr, layout) }
    }
}

// SAFETY: every method passes the caller's arguments on to `A` unchanged and
// returns what `A` returned, and `A` keeps the contract.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Counting<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's contract is that of this method.
        let ptr = unsafe { self.inner.alloc(layout) };
        self.allocated(ptr, layout.size())
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's contract is that of this method.
        let ptr = unsafe { self.inner.alloc_zeroed(layout) };
        self.allocated(ptr, layout.size())
    }

    #[inline]
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        let block = thread::block();
        if !thread::is_held() {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.dealloc_slowly(ptr, layout) };
        }
        slow::add(&block.freed, layout.size() as u64);
        slow::add(&block.frees, 1);
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
        // SAFETY: the caller's contract is that of this method.
        let new = unsafe { self.inner.realloc(ptr, layout, new_size) };
        self.resized(new, layout.size(), new_size)
    }
}
