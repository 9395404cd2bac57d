//! The workloads under cap.

use cap::Cap;
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

fn main() {
    residue_benches::program(|| Some(ALLOCATOR.allocated() as u64));
}
