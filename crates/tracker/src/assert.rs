//! Limits on the heap, for tests.
//!
//! They hold for the whole process: other tests of the same process allocate
//! too, so a test with a limit wants a process of its own (an integration test
//! with one `#[test]`), or `--test-threads=1`. Where nothing is counted they
//! panic: a limit that cannot be checked is not kept.
//!
//! ```
//! use residue::{Counting, assert};
//! use std::alloc::System;
//!
//! #[global_allocator]
//! static ALLOCATOR: Counting<System> = Counting::new(System);
//!
//! let squares = assert::live_below(1 << 20, || {
//!     (0..1000_u64).map(|n| n * n).sum::<u64>()
//! });
//! assert_eq!(squares, 332_833_500);
//! ```

use crate::{PeakWatch, counters};

/// Runs `work`, and panics if live bytes rose, while it ran, by `limit` or
/// more above where they stood before. Live bytes are requested bytes not yet
/// freed, of all threads.
///
/// # Panics
///
/// Past the limit; and where the peak cannot be watched: no tracker is
/// installed, it is switched off, or another limit is being watched.
#[track_caller]
pub fn live_below<T>(limit: u64, work: impl FnOnce() -> T) -> T {
    let watch = match PeakWatch::begin() {
        Ok(watch) => watch,
        Err(why) => panic!("a limit on live bytes cannot be checked: {why}"),
    };
    let done = work();
    let rose = watch.above_start();
    drop(watch);
    assert!(
        rose < limit,
        "live bytes rose by {rose}, and may rise by less than {limit}"
    );
    done
}

/// Runs `work`, and panics if it leaves `limit` live bytes or more beyond what
/// lived before; what it returns is among them.
///
/// # Panics
///
/// Past the limit; and where nothing is counted.
#[track_caller]
pub fn left_below<T>(limit: u64, work: impl FnOnce() -> T) -> T {
    let live = || match counters() {
        Ok(counters) => counters.live,
        Err(why) => panic!("a limit on live bytes cannot be checked: {why}"),
    };
    let before = live();
    let done = work();
    let left = live().saturating_sub(before);
    assert!(
        left < limit,
        "{left} live bytes are left, and may be less than {limit}"
    );
    done
}
