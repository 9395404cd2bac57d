#![expect(unsafe_code, reason = "counts what reaches the global allocator")]
//! What dhat counts is what reaches the global allocator while the thread is
//! not inside dhat: to the byte.

mod common;

use std::alloc::{GlobalAlloc, Layout};
use std::sync::atomic::{AtomicU64, Ordering};

use residue_backends::{
    Backend, Selected, dhat_heap_stats, in_profiler, start_profiler,
};

struct Counting;

static PROGRAM: AtomicU64 = AtomicU64::new(0);
static PROFILER: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: `Selected` keeps the contract; every call goes there unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let bytes = if in_profiler() { &PROFILER } else { &PROGRAM };
        bytes.fetch_add(layout.size() as u64, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc`.
        unsafe { Selected.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `GlobalAlloc::dealloc`.
        unsafe { Selected.dealloc(ptr, layout) }
    }
}

fn main() {
    if common::part().is_none() {
        for &backend in Backend::ALL {
            common::probe("", &common::variables(backend, &[]));
        }
        return;
    }
    assert!(dhat_heap_stats().is_none(), "it does not run yet");
    let before = PROGRAM.load(Ordering::Relaxed);
    let profiler = start_profiler();
    if residue_backends::current() != Backend::Dhat {
        assert!(profiler.is_none() && dhat_heap_stats().is_none());
        return assert_eq!(PROFILER.load(Ordering::Relaxed), 0);
    }
    assert!(start_profiler().is_none(), "it runs already");
    assert_eq!(PROGRAM.load(Ordering::Relaxed), before);

    let kept: Vec<Box<u64>> = (0..1000).map(Box::new).collect();
    let program = PROGRAM.load(Ordering::Relaxed) - before;
    let counted = dhat_heap_stats().unwrap();
    assert_eq!(program, 1000 * 16);
    assert_eq!(counted.total_bytes, program);
    assert_eq!(counted.curr_bytes as u64, program);
    assert!(PROFILER.load(Ordering::Relaxed) > 0, "the control");
    drop(kept);
    assert_eq!(dhat_heap_stats().unwrap().curr_blocks, 0);
    drop(profiler);
    assert!(dhat_heap_stats().is_none(), "it stopped");
}
