#![expect(unsafe_code, reason = "counts what reaches the global allocator")]
//! The figures move by what a large object takes, and reading them allocates
//! nothing.

mod common;

use std::alloc::{GlobalAlloc, Layout};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};

use residue_backends::{Backend, Selected, Statistics, current, statistics};

/// Every allocation of this process passes here.
struct Counting;

static CALLS: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: `Selected` keeps the contract; every call goes there unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        CALLS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc`.
        unsafe { Selected.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        CALLS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `GlobalAlloc::dealloc`.
        unsafe { Selected.dealloc(ptr, layout) }
    }
}

const SIZE: u64 = 16 << 20;

fn main() {
    if common::part().is_none() {
        for &backend in Backend::ALL {
            common::probe("", &common::variables(backend, &[]));
        }
        return;
    }
    // A first reading may set something up.
    statistics();
    let calls = CALLS.load(Ordering::Relaxed);
    let before = statistics();
    assert_eq!(statistics(), before, "reading changes the figures");
    assert_eq!(CALLS.load(Ordering::Relaxed), calls, "reading allocates");

    let large = black_box(vec![1_u8; SIZE as usize]);
    assert_eq!(CALLS.load(Ordering::Relaxed), calls + 1, "the control");
    follows(before, statistics());
    drop(large);
}

fn follows(before: Statistics, after: Statistics) {
    let grown = |field: fn(&Statistics) -> Option<u64>| {
        Some(field(&after)? - field(&before)?)
    };
    match current() {
        Backend::System => {
            // A mapping of its own: a header, up to whole pages.
            let grown = grown(|s| s.allocated).unwrap();
            assert!((SIZE + 16..=SIZE + 4096).contains(&grown), "{grown}");
        }
        Backend::Jemalloc => {
            assert_eq!(grown(|s| s.allocated), Some(SIZE));
            // One page more, so that large objects do not all begin at the
            // same place of a page (`cache_oblivious`).
            assert_eq!(grown(|s| s.active), Some(SIZE + 4096));
            tables_are_told_apart(after);
        }
        Backend::Mimalloc => {
            let grown = grown(|s| s.committed).unwrap();
            assert!((SIZE..SIZE + SIZE / 8).contains(&grown), "{grown}");
            assert_eq!(after.allocated, None);
        }
        Backend::Dhat => assert_eq!(after, Statistics::default()),
    }
}

/// Of jemalloc: the parts of `resident` are what its name says they are.
fn tables_are_told_apart(now: Statistics) {
    let tables = now.metadata_resident.unwrap();
    assert_eq!(tables % 4096, 0);
    assert!(tables > 0 && now.metadata.unwrap() > 0, "{now:?}");
    let parts = now.active.unwrap() + now.dirty.unwrap() + tables;
    assert_eq!(now.resident, Some(parts));
    assert!(tables < now.metadata.unwrap() * 2, "{now:?}");
}
