//! The peak against an exact one, on one thread.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::piece::{Piece, layout};
use common::random::Random;
use residue::{Tracking, counters};
use std::alloc::System;

static TRACKING: Tracking<System> = Tracking::new(System);

/// Pieces, and the exact peak of their sizes.
#[derive(Default)]
struct Heap {
    pieces: Vec<Piece>,
    live: u64,
    peak: u64,
}

impl Heap {
    fn alloc(&mut self, size: u64) {
        self.pieces.push(Piece::alloc(&TRACKING, layout(size as usize, 8)));
        self.live += size;
        self.peak = self.peak.max(self.live);
    }

    fn free(&mut self) {
        if let Some(piece) = self.pieces.pop() {
            self.live -= piece.size();
            piece.free(&TRACKING);
        }
    }

    fn free_all(&mut self) {
        while !self.pieces.is_empty() {
            self.free();
        }
    }

    /// Whether the peak is at most the exact one, and at most `short` below.
    fn agrees(&self, short: u64) {
        let seen = counters().unwrap().peak_live;
        let peak = self.peak;
        assert!(seen <= peak, "{seen} is above the exact peak {peak}");
        let missed = peak - seen;
        assert!(missed <= short, "{missed} below {peak}, more than {short}");
    }
}

fn gradual(peak: u64) -> u64 {
    (peak / 1024).max(512)
}

fn spike(peak: u64) -> u64 {
    (peak / 16).clamp(4096, 32 << 10)
}

fn is_found_when_reached_gradually(heap: &mut Heap) {
    let mut random = Random::new(1);
    for target in [2 << 10, 64 << 10, 1 << 20, 32 << 20] {
        let bits = (target / 1024_u64).ilog2().into();
        while heap.live < target {
            heap.alloc(random.magnitude(bits));
            // Two steps forward, one back.
            if random.below(3) == 0 {
                heap.free();
            }
        }
        heap.free_all();
        heap.agrees(gradual(target));
    }
}

fn is_found_where_one_object_made_it(heap: &mut Heap) {
    for _ in 0..20 {
        let above = heap.peak + (128 << 10);
        heap.alloc(above);
        heap.free();
        heap.agrees(0);
    }
}

fn is_found_when_it_is_a_spike(heap: &mut Heap) {
    let mut random = Random::new(2);
    while heap.live < heap.peak {
        heap.alloc(1000);
    }
    for _ in 0..100_000 {
        let objects = random.below(10);
        (0..objects).for_each(|_| heap.alloc(random.magnitude(13)));
        (0..objects).for_each(|_| heap.free());
        heap.agrees(spike(heap.peak));
    }
    heap.free_all();
    heap.agrees(spike(heap.peak));
}

#[test]
fn the_peak_is_never_above_and_little_below_the_truth() {
    let mut heap = Heap::default();
    is_found_when_reached_gradually(&mut heap);
    is_found_where_one_object_made_it(&mut heap);
    is_found_when_it_is_a_spike(&mut heap);
    assert_eq!(counters().unwrap().live, 0);
}
