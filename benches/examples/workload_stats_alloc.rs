//! The workloads under stats_alloc.

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    residue_benches::program(|| Some(ALLOCATOR.stats().bytes_allocated as u64));
}
