//! The counters and the map against a second measurer, stats_alloc, and
//! against a model of the workload.
//!
//! The allocator is called directly, so that it sees the workload alone.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::piece::{Piece, layout};
use common::segment::Segment;
use common::workload::Workload;
use residue::{Counters, Status, Tracking, counters, status};
use stats_alloc::StatsAlloc;
use std::alloc::System;

static TRACKING: Tracking<StatsAlloc<System>> =
    Tracking::new(StatsAlloc::system());

const STEPS: usize = 20_000;
const SEEDS: u64 = 4;

fn agrees_with_stats_alloc(counters: Counters) {
    let theirs = TRACKING.inner().stats();
    // Growth is in bytes_allocated and again in bytes_reallocated.
    let live = theirs.bytes_allocated - theirs.bytes_deallocated;
    assert_eq!(counters.live, live as u64);
    let allocations = theirs.allocations + theirs.reallocations;
    assert_eq!(counters.allocations, allocations as u64);
    let frees = theirs.deallocations + theirs.reallocations;
    assert_eq!(counters.frees, frees as u64);
}

fn agrees_with_the_model(
    now: Counters,
    before: Counters,
    workload: &Workload<'_, Tracking<StatsAlloc<System>>>,
) {
    let done = now - before;
    let model = workload.done;
    assert_eq!(done.live, model.live);
    assert_eq!(done.total, model.total);
    assert_eq!(done.allocations, model.allocations);
    assert_eq!(done.frees, model.frees);
    assert!(now.live <= now.peak_live && now.live <= now.total);
}

/// Runs one workload, and compares at times; reallocations that moved, and
/// that did not.
fn run(seed: u64) -> (u64, u64) {
    let before = counters().unwrap_or_default();
    assert_eq!(before.live, 0);
    let mut workload = Workload::new(&TRACKING, seed);
    for step in 1..=STEPS {
        workload.step();
        if step % 2000 == 0 {
            let now = counters().unwrap();
            agrees_with_stats_alloc(now);
            agrees_with_the_model(now, before, &workload);
            let objects = Segment::of_this_process().objects();
            assert_eq!(objects, workload.objects(), "seed {seed} step {step}");
        }
    }
    // Positive control: the comparison misses an object that was not freed.
    let missing = workload.pieces.pop().unwrap();
    assert_ne!(Segment::of_this_process().objects(), workload.objects());
    workload.pieces.push(missing);

    let kinds = workload.kinds;
    assert!(kinds.grown > 100 && kinds.shrunk > 100, "{kinds:?}");
    workload.free_all();
    agrees_with_stats_alloc(counters().unwrap());
    assert_eq!(Segment::of_this_process().objects(), []);
    (kinds.moved, kinds.stayed)
}

/// Whether the allocator below ever reallocates in place; AddressSanitizer's
/// moves whatever it is asked to.
fn can_stay() -> bool {
    let piece = Piece::alloc(&System, layout(1000, 8));
    let address = piece.address();
    let piece = piece.resize(&System, 999).unwrap();
    let stayed = piece.address() == address;
    piece.free(&System);
    stayed
}

#[test]
fn counters_and_map_are_exact() {
    let kinds = (0..SEEDS).map(run);
    let (moved, stayed) = kinds.reduce(|a, b| (a.0 + b.0, a.1 + b.1)).unwrap();
    assert!(moved > 100, "moved {moved}");
    assert_eq!(stayed > 100, can_stay(), "stayed {stayed}");
    assert_eq!(status(), Status::Tracked);
}
