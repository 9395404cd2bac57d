//! The workloads under peakmem-alloc.

use peakmem_alloc::{INSTRUMENTED_SYSTEM, PeakMemAlloc, PeakMemAllocTrait};
use std::alloc::System;
use std::cell::Cell;

#[global_allocator]
static ALLOCATOR: &PeakMemAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let is_reset = Cell::new(false);
    residue_benches::program(|| {
        // Peaks are told from each other only from a new beginning.
        if !is_reset.replace(true) {
            ALLOCATOR.reset_peak_memory();
        }
        Some(ALLOCATOR.get_peak_memory() as u64)
    });
}
