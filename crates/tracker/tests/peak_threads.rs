//! The peak against bounds of the exact one, on several threads, while
//! another reads the counters.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::piece::{Piece, layout};
use common::random::Random;
use residue::{Container, Tracking, counters};
use std::alloc::System;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicBool, AtomicU64};

static TRACKING: Tracking<System> = Tracking::new(System);
static SESSIONS: Container = Container::new("sessions");
static DONE: AtomicBool = AtomicBool::new(false);

const THREADS: u64 = 4;
const GRANT: u64 = 64 << 10;

/// A sum and its peak, by locked instructions.
struct Exact {
    live: AtomicU64,
    peak: AtomicU64,
}

impl Exact {
    const fn new() -> Exact {
        Exact { live: AtomicU64::new(0), peak: AtomicU64::new(0) }
    }

    fn add(&self, size: u64) {
        let live = self.live.fetch_add(size, SeqCst) + size;
        self.peak.fetch_max(live, SeqCst);
    }
}

/// At least what is live: counted before each allocation and after each free.
static UPPER: Exact = Exact::new();
/// At most what is live: counted after each allocation and before each free.
static LOWER: Exact = Exact::new();

fn alloc(size: u64) -> Piece {
    UPPER.add(size);
    let piece = Piece::alloc(&TRACKING, layout(size as usize, 8));
    LOWER.add(size);
    piece
}

fn free(piece: Piece) {
    let size = piece.size();
    LOWER.live.fetch_sub(size, SeqCst);
    piece.free(&TRACKING);
    UPPER.live.fetch_sub(size, SeqCst);
}

fn work(seed: u64) {
    let mut random = Random::new(seed);
    let mut pieces = Vec::new();
    for _ in 0..100_000 {
        if random.below(100) < 50 {
            let _scope = (random.below(2) == 0).then(|| SESSIONS.enter());
            pieces.push(alloc(random.magnitude(16)));
        } else if let Some(piece) = pieces.pop() {
            free(piece);
        }
    }
    pieces.into_iter().for_each(free);
}

fn read_until_done() -> u64 {
    let mut readings = 0;
    while !DONE.load(SeqCst) {
        let seen = counters().unwrap_or_default();
        let bound = UPPER.peak.load(SeqCst);
        assert!(seen.live <= bound, "live {} over {bound}", seen.live);
        assert!(seen.peak_live <= bound, "{} over {bound}", seen.peak_live);
        assert!(seen.frees <= seen.allocations);
        assert!(seen.live <= seen.peak_live && seen.live <= seen.total);
        readings += 1;
    }
    readings
}

#[test]
fn the_peak_is_near_the_truth_on_many_threads() {
    let reader = std::thread::spawn(read_until_done);
    let threads: Vec<_> = (0..THREADS)
        .map(|seed| std::thread::spawn(move || work(seed)))
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    DONE.store(true, SeqCst);
    assert!(reader.join().unwrap() > 100);

    let seen = counters().unwrap().peak_live;
    let upper = UPPER.peak.load(SeqCst);
    let lower = LOWER.peak.load(SeqCst);
    assert!(seen <= upper, "{seen} is above {upper}");
    assert!(seen + THREADS * GRANT >= lower, "{seen} is far below {lower}");
    assert_eq!(counters().unwrap().live, 0);
}
