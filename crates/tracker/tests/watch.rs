//! A watched peak against what was allocated.

use residue::{Counting, PeakWatch, WatchRefused};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: Counting<System> = Counting::new(System);

/// One test: the counters are the whole process's.
#[test]
fn a_watched_peak_is_exact_and_one_at_a_time() {
    // A peak of the process far above, and a budget that would hide the rest.
    drop(std::hint::black_box(vec![0_u8; 8 << 20]));

    for size in [1_usize, 100, 5000, 70_000, 3 << 20] {
        let watch = PeakWatch::begin().unwrap();
        let kept = std::hint::black_box(Vec::<u8>::with_capacity(size));
        drop(std::hint::black_box(Vec::<u8>::with_capacity(size)));
        drop(kept);
        drop(std::hint::black_box(Vec::<u8>::with_capacity(size)));
        assert_eq!(watch.above_start(), 2 * size as u64);
        assert_eq!(PeakWatch::begin().unwrap_err(), WatchRefused::Held);
        drop(watch);
    }

    let idle = PeakWatch::begin().unwrap();
    assert_eq!(idle.above_start(), 0);
}
