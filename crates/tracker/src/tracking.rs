//! The allocator that counts and keeps the live map.
#![expect(unsafe_code, reason = "an implementation of GlobalAlloc")]

use crate::memory::store_head;
use crate::process::Unless;
use crate::slow::{self, Traces::CountersAndMap};
use crate::thread;
use residue_segment::{LiveCell, SMALL_MAX};
use std::alloc::{GlobalAlloc, Layout};
use std::hint::cold_path;
use std::sync::atomic::Ordering::Relaxed;

/// An allocator that passes everything on to `A`, counts it, and keeps the
/// map of live objects that an observer reads.
///
/// ```
/// use residue::Tracking;
///
/// #[global_allocator]
/// static ALLOCATOR: Tracking<std::alloc::System> =
///     Tracking::new(std::alloc::System);
/// ```
#[derive(Debug)]
pub struct Tracking<A> {
    inner: A,
    unless: Unless,
}

impl<A> Tracking<A> {
    /// Tracks, unless the environment variable `RESIDUE` is `off`.
    pub const fn new(inner: A) -> Tracking<A> {
        Tracking { inner, unless: Unless::Off }
    }

    /// Does not track, unless the environment variable `RESIDUE` is `on`:
    /// for a program that is shipped with the tracker in it.
    pub const fn opt_in(inner: A) -> Tracking<A> {
        Tracking { inner, unless: Unless::On }
    }

    /// The allocator that does the work.
    pub const fn inner(&self) -> &A {
        &self.inner
    }

    /// Records that the allocator took `size` bytes at `ptr` for its own
    /// tables, through the program's global allocator. They are shown as
    /// `metadata`, and stand in no counter of the program.
    pub fn own_allocated(&self, ptr: *mut u8, size: usize) {
        slow::own_allocated(ptr, size, self.unless);
    }

    /// Records that memory passed to [`Tracking::own_allocated`] is about to
    /// be freed.
    pub fn own_freed(&self, ptr: *mut u8) {
        slow::own_freed(ptr, self.unless);
    }

    /// Notes that `ptr`, which may be null, was allocated.
    #[inline(always)]
    fn allocated(&self, ptr: *mut u8, size: usize) -> *mut u8 {
        // By itself and first, so that it falls together with the caller's.
        if ptr.is_null() {
            return ptr;
        }
        let block = thread::block();
        let address = ptr.addr() as u64;
        // Before the budget is looked at, and with a branch of its own: LLVM
        // else evaluates both before it branches on either.
        if Self::is_unusual(size, address) {
            return slow::allocated(ptr, size, self.unless, CountersAndMap);
        }
        let left = block.budget.load(Relaxed).wrapping_sub(size as i64);
        if left < 0 {
            return slow::allocated(ptr, size, self.unless, CountersAndMap);
        }
        block.budget.store(left, Relaxed);
        slow::add(&block.allocations, 1);
        let head = LiveCell::small(size as u64);
        // SAFETY: the slow path set base and coverage together, and the
        // address is below the coverage.
        unsafe { store_head(thread::live_base(), address, head) };
        ptr
    }

    /// Whether an object cannot be put on the map in the fast path. The hints
    /// keep LLVM from evaluating both before it branches.
    #[inline(always)]
    fn is_unusual(size: usize, address: u64) -> bool {
        if (size as u64).wrapping_sub(1) >= SMALL_MAX {
            cold_path();
            return true;
        }
        if address >= thread::untagged() {
            cold_path();
            return true;
        }
        false
    }

    #[cold]
    #[inline(never)]
    unsafe fn dealloc_slowly(&self, ptr: *mut u8, layout: Layout)
    where
        A: GlobalAlloc,
    {
        slow::freed(ptr, layout.size(), self.unless, CountersAndMap);
        // SAFETY: the caller's contract is that of `GlobalAlloc::dealloc`.
        unsafe { self.inner.dealloc(ptr, layout) }
    }
}

// SAFETY: every method passes the caller's arguments on to `A` unchanged and
// returns what `A` returned, and `A` keeps the contract.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Tracking<A> {
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
        let address = ptr.addr() as u64;
        if address >= thread::coverage() {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.dealloc_slowly(ptr, layout) };
        }
        // Before the free: afterwards the place may be another thread's.
        // SAFETY: the slow path set base and coverage together, and the
        // address is below the coverage.
        unsafe { store_head(thread::live_base(), address, LiveCell::EMPTY) };
        let block = thread::block();
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
        let before = slow::moving(ptr, self.unless);
        // SAFETY: the caller's contract is that of this method.
        let new = unsafe { self.inner.realloc(ptr, layout, new_size) };
        let old_size = layout.size();
        if new.is_null() {
            slow::not_moved(ptr, old_size, before, self.unless);
        } else {
            slow::moved(new, old_size, new_size, before, self.unless);
        }
        new
    }
}
