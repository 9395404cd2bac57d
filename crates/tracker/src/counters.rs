//! What the program can read of itself.

use crate::status::{Status, status};
use crate::{peak, process};
use std::ops::Sub;
use std::sync::atomic::Ordering::{Acquire, Relaxed};

/// What was allocated and freed, on all threads. Subtract one from a later
/// one for what happened in between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Allocations that succeeded; a reallocation is one. Only grows.
    pub allocations: u64,
    /// Frees; a reallocation is one. Only grows, and never passes
    /// `allocations`.
    pub frees: u64,
    /// Requested bytes not yet freed: the sum of `Layout::size`. Exact where
    /// no other thread allocates or frees meanwhile, else at most the truth.
    pub live: u64,
    /// Requested bytes of all allocations. Only grows; at least `live`.
    pub total: u64,
    /// Highest `live` since the start: at most the truth. On one thread it is
    /// short of it by at most a 1,024th (or 512 bytes) where it was reached
    /// gradually, and a 16th (or 4 KiB, at most 32 KiB) where it was a spike;
    /// on several, by at most 64 KiB for each that allocated at the time. Only
    /// grows; at least `live`.
    pub peak_live: u64,
}

impl Sub for Counters {
    type Output = Counters;

    /// What happened since `earlier`. Live falls to 0 where more was freed
    /// than allocated; the peak stays the later one's, because a peak has no
    /// difference.
    fn sub(self, earlier: Counters) -> Counters {
        Counters {
            allocations: self.allocations.wrapping_sub(earlier.allocations),
            frees: self.frees.wrapping_sub(earlier.frees),
            live: self.live.saturating_sub(earlier.live),
            total: self.total.wrapping_sub(earlier.total),
            peak_live: self.peak_live,
        }
    }
}

/// Reads the counters; it allocates nothing and takes no lock.
///
/// # Errors
///
/// Where nothing is counted, the status that says why: it would be wrong to
/// answer 0.
pub fn counters() -> Result<Counters, Status> {
    let Some(control) = process::control() else { return Err(status()) };
    let mut sum = Counters::default();
    // Frees are counted before allocations, so that they never pass them
    // while other threads go on; freed bytes after allocated ones, so that
    // live is never above the truth.
    for block in peak::in_use(control) {
        sum.frees += block.frees.load(Acquire);
    }
    for block in peak::in_use(control) {
        sum.allocations += block.allocations.load(Acquire);
    }
    let total = peak::total(control);
    sum.live = peak::difference(total, peak::freed(control));
    sum.total = peak::difference(total, 0);
    let seen = control.header().peak_live.load(Relaxed);
    sum.peak_live = seen.max(sum.live);
    Ok(sum)
}
