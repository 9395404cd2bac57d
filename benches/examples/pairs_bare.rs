//! The pair loop under the bare allocator.

use std::alloc::System;

#[global_allocator]
static ALLOCATOR: System = System;

fn main() {
    residue_benches::pairs(residue_benches::count_of_arguments());
}
