#![expect(
    unsafe_code,
    reason = "calls a global allocator as the compiler does"
)]
//! Objects of all sizes and alignments keep what was written to them.

mod common;

use std::alloc::{GlobalAlloc, Layout};
use std::slice;

use residue_backends::{Backend, Selected, current, usable_size};

#[global_allocator]
static ALLOCATOR: Selected = Selected;

#[test]
fn every_backend_allocates() {
    let Some(part) = common::part() else {
        for &backend in Backend::ALL {
            let variables = common::variables(backend, &[]);
            common::probe(backend.name(), &variables);
        }
        return;
    };
    assert_eq!(current().name(), part);
    let _profiler = residue_backends::start_profiler();
    for align in [1, 8, 16, 64, 4096, 1 << 16] {
        for size in [1, 7, 8, 9, 100, 4095, 4097, 40_000, 1 << 20, 5 << 20] {
            keeps_what_is_written(size, align);
        }
    }
}

fn keeps_what_is_written(size: usize, align: usize) {
    let layout = Layout::from_size_align(size, align).unwrap();
    // SAFETY: the layout is not of size zero.
    let ptr = unsafe { ALLOCATOR.alloc(layout) };
    check(ptr, layout);
    bytes(ptr, size).fill(0xa5);
    let mut layout = layout;
    let mut ptr = ptr;
    for new_size in [size * 3, size.div_ceil(2)] {
        // SAFETY: `ptr` is live and has `layout`; the new size is not zero.
        ptr = unsafe { ALLOCATOR.realloc(ptr, layout, new_size) };
        layout = Layout::from_size_align(new_size, align).unwrap();
        check(ptr, layout);
        let kept = bytes(ptr, size.min(new_size));
        assert!(kept.iter().all(|&byte| byte == 0xa5), "{layout:?}");
    }
    bytes(ptr, layout.size()).fill(0xff);
    // SAFETY: `ptr` is live and has `layout`.
    unsafe { ALLOCATOR.dealloc(ptr, layout) };

    // Of the same size as what was just freed, so that it is used again.
    // SAFETY: the layout is not of size zero.
    let ptr = unsafe { ALLOCATOR.alloc_zeroed(layout) };
    check(ptr, layout);
    let zeroed = bytes(ptr, layout.size());
    assert!(zeroed.iter().all(|&byte| byte == 0), "{layout:?}");
    // SAFETY: `ptr` is live and has `layout`.
    unsafe { ALLOCATOR.dealloc(ptr, layout) };
}

fn check(ptr: *mut u8, layout: Layout) {
    assert!(!ptr.is_null(), "{layout:?}");
    assert_eq!(ptr.addr() % layout.align(), 0, "{layout:?}");
    // SAFETY: `ptr` was just returned by `ALLOCATOR`.
    let usable = unsafe { usable_size(ptr) };
    assert!(usable >= layout.size(), "{layout:?} has {usable}");
}

/// The bytes of an object that the caller just got and nobody else has.
fn bytes<'a>(ptr: *mut u8, size: usize) -> &'a mut [u8] {
    // SAFETY: the callers pass a live object of at least that size. What was
    // not written yet is filled before it is read.
    unsafe { slice::from_raw_parts_mut(ptr, size) }
}
