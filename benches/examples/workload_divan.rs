//! The workloads under divan, which shows its counters to its own benchmarks only.

use divan::AllocProfiler;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    residue_benches::program(|| None);
}
