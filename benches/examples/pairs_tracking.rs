//! The pair loop with counters and the live map.

use residue::Tracking;
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: Tracking<System> = Tracking::new(System);

fn main() {
    residue_benches::pairs(residue_benches::count_of_arguments());
}
