//! The global allocator of a binary that runs probes: the backend, tracked in
//! probes.
#![expect(unsafe_code, reason = "an implementation of GlobalAlloc")]

use residue::Tracking;
use residue_backends::{Selected, in_profiler};
use std::alloc::{GlobalAlloc, Layout};

/// The selected backend under the tracker, which is off except in a probe.
///
/// A profiler that allocates its own tables through the global allocator, as
/// dhat does, is told from the program: what it takes is no part of live, and
/// it frees inside itself what it took, so that each object stays on its way.
pub struct Global(Tracking<Selected>);

impl Global {
    /// Off until this process turns out to be a probe.
    #[expect(clippy::new_without_default, reason = "it is a static")]
    pub const fn new() -> Global {
        Global(Tracking::opt_in(Selected))
    }
}

// SAFETY: every method passes the caller's arguments on unchanged, to the
// tracker or to the backend under it, and both keep the contract.
unsafe impl GlobalAlloc for Global {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if !in_profiler() {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.0.alloc(layout) };
        }
        // SAFETY: the caller's contract is that of this method.
        let ptr = unsafe { self.0.inner().alloc(layout) };
        // SAFETY: the backend has just allocated it, or answered null.
        unsafe { self.0.hooks().own_allocated(ptr, layout.size()) };
        ptr
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if !in_profiler() {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.0.alloc_zeroed(layout) };
        }
        // SAFETY: the caller's contract is that of this method.
        let ptr = unsafe { self.0.inner().alloc_zeroed(layout) };
        // SAFETY: the backend has just allocated it, or answered null.
        unsafe { self.0.hooks().own_allocated(ptr, layout.size()) };
        ptr
    }

    #[inline]
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        if !in_profiler() {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.0.dealloc(ptr, layout) };
        }
        // SAFETY: the caller's object is freed next.
        unsafe { self.0.hooks().own_freeing(ptr) };
        // SAFETY: the caller's contract is that of this method.
        unsafe { self.0.inner().dealloc(ptr, layout) }
    }

    #[inline]
    unsafe fn realloc(
        &self,
        ptr: *mut u8,
        layout: Layout,
        new_size: usize,
    ) -> *mut u8 {
        if !in_profiler() {
            // SAFETY: the caller's contract is that of this method.
            return unsafe { self.0.realloc(ptr, layout, new_size) };
        }
        // SAFETY: the caller's object is freed next.
        unsafe { self.0.hooks().own_freeing(ptr) };
        // SAFETY: the caller's contract is that of this method.
        let new = unsafe { self.0.inner().realloc(ptr, layout, new_size) };
        let (at, size) = match new.is_null() {
            true => (ptr, layout.size()),
            false => (new, new_size),
        };
        // SAFETY: the object lives on there, moved or not.
        unsafe { self.0.hooks().own_allocated(at, size) };
        new
    }
}

/// The usable size of a live object of the backend.
///
/// # Safety
///
/// `object` is a live object of the selected backend.
pub(crate) unsafe fn usable_size(object: *const u8) -> usize {
    // SAFETY: the caller's contract is that of `usable_size`.
    unsafe { residue_backends::usable_size(object) }
}
