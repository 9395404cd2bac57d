//! The workloads under counters alone, over mimalloc.

use mimalloc::MiMalloc;
use residue::Counting;

#[global_allocator]
static ALLOCATOR: Counting<MiMalloc> = Counting::new(MiMalloc);

fn main() {
    residue_benches::program(|| Some(residue::counters().ok()?.total));
}
