//! The counters without the map: as exact, and no map appears.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::piece::{Piece, layout};
use common::segment::Segment;
use common::workload::Workload;
use residue::{
    Container, Counters, Counting, MapAbsent, Status, counters, status,
};
use residue_segment::MapState;
use stats_alloc::StatsAlloc;
use std::alloc::System;

static COUNTING: Counting<StatsAlloc<System>> =
    Counting::new(StatsAlloc::system());

fn agrees_with_stats_alloc() {
    let (ours, theirs) = (counters().unwrap(), COUNTING.inner().stats());
    let live = theirs.bytes_allocated - theirs.bytes_deallocated;
    assert_eq!(ours.live, live as u64);
    let allocations = theirs.allocations + theirs.reallocations;
    assert_eq!(ours.allocations, allocations as u64);
    let frees = theirs.deallocations + theirs.reallocations;
    assert_eq!(ours.frees, frees as u64);
}

fn a_workload_is_counted(seed: u64) {
    let before = counters().unwrap_or_default();
    let mut workload = Workload::new(&COUNTING, seed);
    for _ in 0..20_000 {
        workload.step();
        let done = counters().unwrap_or_default() - before;
        let peak_live = done.peak_live;
        assert_eq!(done, Counters { peak_live, ..workload.done });
    }
    agrees_with_stats_alloc();
    workload.free_all();
    agrees_with_stats_alloc();
}

fn failures_are_not_counted() {
    let piece = Piece::alloc(&COUNTING, layout(100, 8));
    let before = counters().unwrap();
    assert!(Piece::try_alloc(&COUNTING, layout(1 << 46, 8)).is_none());
    let piece = piece.resize(&COUNTING, 1 << 46).unwrap_err();
    assert_eq!(counters().unwrap(), before);
    piece.free(&COUNTING);
}

fn a_size_of_zero_is_counted_as_a_threads_first() {
    let before = counters().unwrap();
    let piece = std::thread::spawn(|| Piece::alloc(&COUNTING, layout(0, 1)));
    let piece = piece.join().unwrap();
    assert_eq!((counters().unwrap() - before).allocations, 1);
    piece.free(&COUNTING);
    let done = counters().unwrap() - before;
    assert_eq!((done.allocations, done.frees, done.live), (1, 1, 0));
}

fn a_scope_counts_and_makes_no_map() {
    let container = Container::new("sessions");
    let before = counters().unwrap();
    let _scope = container.enter();
    let pieces: Vec<Piece> = (1..=1000)
        .map(|size| Piece::alloc(&COUNTING, layout(size, 1)))
        .collect();
    assert_eq!((counters().unwrap() - before).live, 500_500);
    pieces.into_iter().for_each(|piece| piece.free(&COUNTING));
    assert_eq!(status(), Status::CountersOnly(MapAbsent::NotAskedFor));
}

#[test]
fn counting_is_exact() {
    assert_eq!(counters(), Err(Status::Untracked));
    for seed in 0..3 {
        a_workload_is_counted(seed);
    }
    failures_are_not_counted();
    a_size_of_zero_is_counted_as_a_threads_first();
    a_scope_counts_and_makes_no_map();
    let header = Segment::of_this_process().header();
    assert_eq!(header.map_state(), MapState::Starting);
}
