//! The workloads under the C library's allocator.

use std::alloc::System;

#[global_allocator]
static ALLOCATOR: System = System;

fn main() {
    residue_benches::program(|| None);
}
