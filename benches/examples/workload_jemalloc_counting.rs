//! The workloads under counters alone, over jemalloc.

use residue::Counting;
use tikv_jemallocator::Jemalloc;

#[global_allocator]
static ALLOCATOR: Counting<Jemalloc> = Counting::new(Jemalloc);

fn main() {
    residue_benches::program(|| Some(residue::counters().ok()?.total));
}
