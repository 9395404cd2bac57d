//! The allocator that counts and keeps the live map.
#![expect(unsafe_code, reason = "an implementation of GlobalAlloc")]

use crate::hooks::{Hooks, Moving};
use std::alloc::{GlobalAlloc, Layout};

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
    hooks: Hooks,
}

impl<A> Tracking<A> {
    /// Tracks, unless the environment variable `RESIDUE` is `off`.
    pub const fn new(inner: A) -> Tracking<A> {
        Tracking { inner, hooks: Hooks::new() }
    }

    /// Does not track, unless the environment variable `RESIDUE` is `on`:
    /// for a program that is shipped with the tracker in it.
    pub const fn opt_in(inner: A) -> Tracking<A> {
        Tracking { inner, hooks: Hooks::opt_in() }
    }

    /// The allocator that does the work.
    pub const fn inner(&self) -> &A {
        &self.inner
    }

    /// The hooks that it tells what happens, for an allocator that has more
    /// to say than its face, such as what it takes for its own tables.
    pub const fn hooks(&self) -> &Hooks {
        &self.hooks
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

    #[cold]
    #[inline(never)]
    unsafe fn realloc_slowly(
        &self,
        ptr: *mut u8,
        layout: Layout,
        new_size: usize,
    ) -> *mut u8
    where
        A: GlobalAlloc,
    {
        let moving = self.hooks.moving_slowly(ptr);
        // SAFETY: the caller's contract is that of `GlobalAlloc::realloc`, and
        // the object is off the map.
        unsafe { self.realloc_moving(ptr, layout, new_size, moving) }
    }

    /// The rest of a reallocation that began with `moving`.
    #[inline(always)]
    unsafe fn realloc_moving(
        &self,
        ptr: *mut u8,
        layout: Layout,
        new_size: usize,
        moving: Moving,
    ) -> *mut u8
    where
        A: GlobalAlloc,
    {
        // SAFETY: the caller's contract is that of `GlobalAlloc::realloc`.
        let new = unsafe { self.inner.realloc(ptr, layout, new_size) };
        let old_size = layout.size();
        if new.is_null() {
            // SAFETY: `A` left the object where it was.
            unsafe { self.hooks.not_moved(ptr, old_size, moving) };
        } else {
            // SAFETY: `A` has just moved the object there.
            unsafe { self.hooks.moved(new, old_size, new_size, moving) };
        }
        new
    }
}

// SAFETY: every method passes the caller's arguments on to `A` unchanged and
// returns what `A` returned, and `A` keeps the contract.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Tracking<A> {
    // Always: with a container's tag it is a little larger than what LLVM
    // inlines by itself, and a call costs as much as half of what it does.
    #[inline(always)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if cfg!(feature = "off") {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.inner.alloc(layout) };
        }
        // SAFETY: the caller's contract is that of this method.
        let ptr = unsafe { self.inner.alloc(layout) };
        // SAFETY: `A` has just allocated it, or answered null.
        unsafe { self.hooks.allocated(ptr, layout.size()) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if cfg!(feature = "off") {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.inner.alloc_zeroed(layout) };
        }
        // SAFETY: the caller's contract is that of this method.
        let ptr = unsafe { self.inner.alloc_zeroed(layout) };
        // SAFETY: `A` has just allocated it, or answered null.
        unsafe { self.hooks.allocated(ptr, layout.size()) }
    }

    #[inline]
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        if cfg!(feature = "off") {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.inner.dealloc(ptr, layout) };
        }
        if !self.hooks.try_freeing(ptr, layout.size()) {
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
        if !self.hooks.try_moving(ptr, layout.size()) {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.realloc_slowly(ptr, layout, new_size) };
        }
        // SAFETY: the caller's contract is that of this method, and the object
        // is off the map.
        unsafe { self.realloc_moving(ptr, layout, new_size, Moving::UNOWNED) }
    }
}
