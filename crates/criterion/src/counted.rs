//! The counters, or a refusal.

use residue::{Counters, PeakWatch};
use std::hint::black_box;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

static CHECKED: AtomicBool = AtomicBool::new(false);

const FIX: &str = "make residue::Counting or residue::Tracking the \
                   #[global_allocator] of this bench, and do not set \
                   RESIDUE=off";

/// What is counted now.
///
/// # Panics
///
/// Where nothing is counted: every figure would be 0, and criterion's trait
/// leaves no other way to say so.
pub(crate) fn now() -> Counters {
    check();
    read()
}

/// Watches the peak.
///
/// # Panics
///
/// Where nothing is counted, or it is watched already.
pub(crate) fn watch() -> PeakWatch {
    check();
    PeakWatch::begin()
        .unwrap_or_else(|refused| panic!("cannot measure a peak: {refused}"))
}

fn read() -> Counters {
    residue::counters().unwrap_or_else(|status| {
        panic!("no memory to measure: {status}; {FIX}")
    })
}

/// Whether an allocation moves the counters: a tracking allocator may be used
/// for some objects, and not be the global one.
fn check() {
    if CHECKED.load(Relaxed) {
        return;
    }
    let before = read();
    drop(black_box(Box::new(0_u8)));
    let seen = (read() - before).allocations;
    assert!(seen > 0, "an allocation was not counted: {FIX}");
    CHECKED.store(true, Relaxed);
}
