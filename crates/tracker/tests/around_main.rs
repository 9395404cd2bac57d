//! Allocations before `main` and after it. A program of its own, which starts
//! itself to see how it ends.
#![expect(unsafe_code, reason = "functions that run around main")]

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::child;
use common::segment::Segment;
use residue::{Status, Tracking, counters, status};
use stats_alloc::StatsAlloc;
use std::alloc::System;
use std::sync::atomic::AtomicPtr;
use std::sync::atomic::Ordering::Relaxed;

#[global_allocator]
static ALLOCATOR: Tracking<StatsAlloc<System>> =
    Tracking::new(StatsAlloc::system());

static EARLY: AtomicPtr<u8> = AtomicPtr::new(std::ptr::null_mut());

const EARLY_BYTES: usize = 12_345;
const RIGHT: i32 = 42;
const WRONG: i32 = 43;

#[used]
// SAFETY: the section holds pointers to functions of this type, which the
// loader calls once, before `main`.
#[unsafe(link_section = ".init_array")]
static BEFORE_MAIN: extern "C" fn() = {
    extern "C" fn before_main() {
        let bytes = Vec::leak(vec![0_u8; EARLY_BYTES]);
        EARLY.store(bytes.as_mut_ptr(), Relaxed);
    }
    before_main
};

extern "C" fn after_main() {
    let before = counters().unwrap_or_default();
    let mut bytes = vec![0_u8; 100];
    bytes.resize(5000, 1);
    let grown = counters().unwrap_or_default() - before;
    drop(bytes);
    let done = counters().unwrap_or_default() - before;
    let right = status() == Status::Tracked
        && grown.live == 5000
        && done.live == 0
        && (done.allocations, done.frees) == (2, 2)
        && agrees_with_stats_alloc();
    child::exit_now(if right { RIGHT } else { WRONG });
}

fn agrees_with_stats_alloc() -> bool {
    let ours = counters().unwrap_or_default();
    let theirs = ALLOCATOR.inner().stats();
    let live = theirs.bytes_allocated - theirs.bytes_deallocated;
    let allocations = theirs.allocations + theirs.reallocations;
    ours.live == live as u64 && ours.allocations == allocations as u64
}

fn main() {
    if child::role().is_none() {
        let ended = child::in_role("subject").status().unwrap();
        assert_eq!(ended.code(), Some(RIGHT));
        return;
    }
    assert_eq!(status(), Status::Tracked);
    assert!(agrees_with_stats_alloc());
    let early = EARLY.load(Relaxed).addr() as u64;
    let objects = Segment::of_this_process().objects();
    let object = objects.iter().find(|object| object.address == early);
    assert_eq!(object.unwrap().size, EARLY_BYTES as u64);
    // SAFETY: `after_main` is a function of the C ABI that lives for ever.
    assert_eq!(unsafe { libc::atexit(after_main) }, 0);
}
