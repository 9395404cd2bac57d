//! The pair loop with counters alone.

use residue::Counting;
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: Counting<System> = Counting::new(System);

fn main() {
    residue_benches::pairs(residue_benches::count_of_arguments());
}
