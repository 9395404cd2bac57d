//! The workloads under dhat, its profiler running.

use dhat::{Alloc, HeapStats, Profiler};

#[global_allocator]
static ALLOCATOR: Alloc = Alloc;

fn main() {
    let _profiler = Profiler::builder().testing().build();
    residue_benches::program(|| Some(HeapStats::get().total_bytes));
}
