//! Threads that allocate, hand to each other, free what others allocated,
//! and end. The allocator is the program's, so that all of std's own memory
//! is counted with it: a program of its own.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::random::Random;
use residue::{Counters, Tracking, counters};
use stats_alloc::StatsAlloc;
use std::alloc::System;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;

#[global_allocator]
static ALLOCATOR: Tracking<StatsAlloc<System>> =
    Tracking::new(StatsAlloc::system());

const THREADS: usize = 8;
const HANDED_ON: usize = 500;

type Parcel = Vec<u8>;

/// Allocates, grows and hands on; frees what the thread before handed on.
fn exchange(seed: u64, to: &Sender<Parcel>, from: &Receiver<Parcel>) {
    let mut random = Random::new(seed);
    for _ in 0..HANDED_ON {
        let mut parcel = vec![1; random.magnitude(14) as usize];
        if random.below(2) == 0 {
            parcel.resize(random.magnitude(16) as usize, 2);
        }
        to.send(parcel).unwrap();
        drop(from.try_recv());
    }
}

fn start(
    index: usize,
    to: Sender<Parcel>,
    from: Receiver<Parcel>,
) -> JoinHandle<()> {
    std::thread::spawn(move || {
        exchange(index as u64, &to, &from);
        drop(to);
        // Until the thread before has ended.
        from.iter().for_each(drop);
    })
}

fn round() {
    let (to, from): (Vec<_>, Vec<_>) =
        (0..THREADS).map(|_| mpsc::channel()).unzip();
    let next = to.into_iter().cycle().skip(1).take(THREADS);
    let threads: Vec<_> = next
        .zip(from)
        .enumerate()
        .map(|(index, (to, from))| start(index, to, from))
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

/// Fails unless both measurers agree on what all threads did.
fn agrees_with_stats_alloc() -> Counters {
    let (ours, theirs) = (counters().unwrap(), ALLOCATOR.inner().stats());
    let live = theirs.bytes_allocated - theirs.bytes_deallocated;
    assert_eq!(ours.live, live as u64);
    let allocations = theirs.allocations + theirs.reallocations;
    assert_eq!(ours.allocations, allocations as u64);
    let frees = theirs.deallocations + theirs.reallocations;
    assert_eq!(ours.frees, frees as u64);
    ours
}

fn main() {
    // What a process allocates only once is no round's.
    round();
    let before = agrees_with_stats_alloc();
    for _ in 0..10 {
        round();
        let after = agrees_with_stats_alloc();
        assert_eq!(after.live, before.live);
        let done = after - before;
        assert_eq!(done.allocations, done.frees);
        assert!(done.allocations >= (THREADS * HANDED_ON) as u64);
    }
    // Positive control: a leak on another thread is seen.
    let leak = || {
        Vec::leak(vec![0_u8; 77]);
    };
    std::thread::spawn(leak).join().unwrap();
    assert_eq!(agrees_with_stats_alloc().live, before.live + 77);
}
