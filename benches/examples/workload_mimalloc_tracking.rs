//! The workloads under counters and the live map, over mimalloc.

use mimalloc::MiMalloc;
use residue::{Status, Tracking};

#[global_allocator]
static ALLOCATOR: Tracking<MiMalloc> = Tracking::new(MiMalloc);

fn main() {
    residue_benches::program(|| {
        // Without its map it would be something else.
        let is_tracked = residue::status() == Status::Tracked;
        is_tracked.then_some(residue::counters().ok()?.total)
    });
}
