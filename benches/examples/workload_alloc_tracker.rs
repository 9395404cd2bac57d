//! The workloads under alloc_tracker.

use alloc_tracker::{Allocator, Session};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: Allocator<System> = Allocator::system();

fn main() {
    let session = Session::new().no_stdout().no_file();
    let operation = session.operation("all");
    let span = std::cell::Cell::new(None);
    residue_benches::program(|| {
        // It tells only what a span saw, when that ends: one begins at the
        // first call.
        let Some(began) = span.take() else {
            span.set(Some(operation.measure_process().iterations(1)));
            return Some(0);
        };
        drop(began);
        let report = session.to_report();
        report.operations().map(|(_, sum)| sum.total_bytes_allocated()).next()
    });
}
