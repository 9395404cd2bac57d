//! Blocks of counters go from thread to thread: many short threads take few.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::piece::{Piece, layout};
use common::segment::Segment;
use residue::{Tracking, counters};
use std::alloc::System;
use std::sync::Barrier;
use std::sync::atomic::Ordering::Relaxed;

static TRACKING: Tracking<System> = Tracking::new(System);

const SHORT: u64 = 2000;
const AT_ONCE: usize = 32;

fn allocate_and_free(size: usize) {
    Piece::alloc(&TRACKING, layout(size, 8)).free(&TRACKING);
}

fn blocks_used() -> u64 {
    Segment::of_this_process().header().blocks_used.load(Relaxed)
}

#[test]
fn blocks_are_used_again() {
    let mut total = 0;
    for size in 1..=SHORT {
        let thread = std::thread::spawn(move || allocate_and_free(size as _));
        thread.join().unwrap();
        total += size;
    }
    assert_eq!(blocks_used(), 1);
    let done = counters().unwrap();
    assert_eq!((done.allocations, done.frees), (SHORT, SHORT));
    assert_eq!((done.total, done.live), (total, 0));

    // Positive control: threads that are live at once take a block each.
    let barrier = Barrier::new(AT_ONCE);
    let hold = || {
        allocate_and_free(10);
        barrier.wait();
    };
    std::thread::scope(|scope| {
        (0..AT_ONCE).for_each(|_| drop(scope.spawn(hold)));
    });
    assert_eq!(blocks_used(), AT_ONCE as u64);
}
