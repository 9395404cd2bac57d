//! The workloads under counters and the live map, over jemalloc.

use residue::{Status, Tracking};
use tikv_jemallocator::Jemalloc;

#[global_allocator]
static ALLOCATOR: Tracking<Jemalloc> = Tracking::new(Jemalloc);

fn main() {
    residue_benches::program(|| {
        // Without its map it would be something else.
        let is_tracked = residue::status() == Status::Tracked;
        is_tracked.then_some(residue::counters().ok()?.total)
    });
}
