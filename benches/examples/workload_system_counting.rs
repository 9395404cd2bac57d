//! The workloads under counters alone, over system.

use residue::Counting;
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: Counting<System> = Counting::new(System);

fn main() {
    residue_benches::program(|| Some(residue::counters().ok()?.total));
}
