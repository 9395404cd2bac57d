//! Limits on live bytes, where they are kept, broken, and cannot be checked.
#![cfg(not(feature = "off"))]

use residue::{Counting, assert};
use std::alloc::System;
use std::panic::catch_unwind;

#[global_allocator]
static ALLOCATOR: Counting<System> = Counting::new(System);

fn said(work: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let panic = catch_unwind(work).expect_err("it keeps the limit");
    *panic.downcast::<String>().expect("a sentence")
}

// One test: each sees what the whole process allocates.
#[test]
fn a_limit_is_kept_or_broken_by_what_lives_at_once() {
    let sum = assert::live_below(64 << 10, || {
        (0..100).map(|_| vec![1_u8; 1000].len()).sum::<usize>()
    });
    assert_eq!(sum, 100_000);
    let broken = said(|| {
        assert::live_below(64 << 10, || drop(vec![0_u8; 128 << 10]));
    });
    assert!(broken.contains("rose by 131072"), "{broken}");
    // A limit that was broken is no longer watched.
    assert::live_below(1 << 20, || ());
    let nested = said(|| {
        assert::live_below(1 << 20, || assert::live_below(1 << 20, || ()));
    });
    assert!(nested.contains("watched already"), "{nested}");

    assert::left_below(64 << 10, || drop(vec![0_u8; 128 << 10]));
    let left = said(|| {
        drop(assert::left_below(100, || vec![0_u8; 200]));
    });
    assert!(left.contains("200 live bytes are left"), "{left}");
}
