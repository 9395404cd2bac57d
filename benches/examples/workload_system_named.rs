//! The workloads under counters and the live map, all of it in a named container.

use residue::{Container, Status, Tracking};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: Tracking<System> = Tracking::new(System);

static NAMED: Container = Container::new("named");

fn main() {
    let _scope = NAMED.enter();
    residue_benches::program(|| {
        // Without its map it would be something else.
        let is_tracked = residue::status() == Status::Tracked;
        is_tracked.then_some(residue::counters().ok()?.total)
    });
}
