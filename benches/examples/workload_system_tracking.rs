//! The workloads under counters and the live map, over system.

use residue::{Status, Tracking};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: Tracking<System> = Tracking::new(System);

fn main() {
    residue_benches::program(|| {
        // Without its map it would be something else.
        let is_tracked = residue::status() == Status::Tracked;
        is_tracked.then_some(residue::counters().ok()?.total)
    });
}
