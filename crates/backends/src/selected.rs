#![expect(unsafe_code, reason = "implements the global allocator")]
//! The global allocator that forwards to the backend of this process.

use std::alloc::{GlobalAlloc, Layout};

use crate::backend::{on_allocator, on_each_allocator};
use crate::current::current;
use crate::operations::Operations;

/// The allocator of the current backend.
///
/// All four methods are forwarded: one that is left to its default changes
/// what is resident (`alloc_zeroed` would touch every page). It adds no
/// allocation, lock or panic of its own.
///
/// ```
/// #[global_allocator]
/// static ALLOCATOR: residue_backends::Selected = residue_backends::Selected;
/// # fn main() { assert_eq!(vec![7_u8; 100].len(), 100); }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Selected;

// SAFETY: the backends keep the contract, and the backend of a process never
// changes, so memory goes back to the allocator that it came from.
unsafe impl GlobalAlloc for Selected {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        on_allocator!(current(), allocator => {
            // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc`.
            unsafe { allocator.alloc(layout) }
        })
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        on_allocator!(current(), allocator => {
            // SAFETY: the caller keeps the contract of `alloc_zeroed`.
            unsafe { allocator.alloc_zeroed(layout) }
        })
    }

    #[inline]
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        on_allocator!(current(), allocator => {
            // SAFETY: the caller keeps the contract of `dealloc`.
            unsafe { allocator.dealloc(ptr, layout) }
        });
    }

    #[inline]
    unsafe fn realloc(
        &self,
        ptr: *mut u8,
        layout: Layout,
        new_size: usize,
    ) -> *mut u8 {
        on_allocator!(current(), allocator => {
            // SAFETY: the caller keeps the contract of `realloc`.
            unsafe { allocator.realloc(ptr, layout, new_size) }
        })
    }
}

/// The bytes that the program may use at `ptr`: at least what it asked for.
///
/// # Safety
///
/// `ptr` is a live object that [`Selected`] returned in this process.
#[inline]
pub unsafe fn usable_size(ptr: *const u8) -> usize {
    on_allocator!(current(), allocator => {
        // SAFETY: the caller says that the object is live and came from the
        // backend of this process, which never changes.
        unsafe { allocator.usable_size(ptr) }
    })
}
