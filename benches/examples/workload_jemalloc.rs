//! The workloads under jemalloc.

use tikv_jemallocator::Jemalloc;

#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() {
    residue_benches::program(|| None);
}
