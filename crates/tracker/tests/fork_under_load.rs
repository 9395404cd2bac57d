//! Forks while other threads allocate: no child hangs, and no trace of one is
//! left. A program of its own: the counts are the whole process's.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::child;
use residue::{Container, Status, Tracking, counters, status};
use stats_alloc::StatsAlloc;
use std::alloc::System;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

#[global_allocator]
static ALLOCATOR: Tracking<StatsAlloc<System>> =
    Tracking::new(StatsAlloc::system());
static SESSIONS: Container = Container::new("sessions");
static DONE: AtomicBool = AtomicBool::new(false);

const FORKS: usize = 100;

fn allocate_in_a_loop() {
    for size in (1..3000).cycle() {
        if DONE.load(Relaxed) {
            break;
        }
        let _scope = SESSIONS.enter();
        let mut bytes = vec![0_u8; size];
        bytes.resize(2 * size, 1);
        drop(std::hint::black_box(bytes));
    }
}

fn in_child() -> i32 {
    let boxes: Vec<Box<usize>> = (0..1000).map(Box::new).collect();
    drop(boxes);
    let _scope = SESSIONS.enter();
    std::thread::spawn(|| drop(vec![0_u8; 100])).join().unwrap();
    i32::from(counters() != Err(Status::Detached))
}

fn main() {
    child::end_after(120);
    let threads: Vec<_> =
        (0..2).map(|_| std::thread::spawn(allocate_in_a_loop)).collect();
    for _ in 0..FORKS {
        assert_eq!(child::fork(in_child), 0);
    }
    DONE.store(true, Relaxed);
    threads.into_iter().for_each(|thread| thread.join().unwrap());

    assert_eq!(status(), Status::Tracked);
    let (ours, theirs) = (counters().unwrap(), ALLOCATOR.inner().stats());
    let live = theirs.bytes_allocated - theirs.bytes_deallocated;
    assert_eq!(ours.live, live as u64);
    let allocations = theirs.allocations + theirs.reallocations;
    assert_eq!(ours.allocations, allocations as u64);
}
