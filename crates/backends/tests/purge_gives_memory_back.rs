//! What the program freed is resident until the purge, and not after it.

mod common;
#[path = "common/residency.rs"]
mod residency;

use residue_backends::{Backend, Selected, purge};

#[global_allocator]
static ALLOCATOR: Selected = Selected;

const OBJECTS: usize = 64 << 10;
const SIZE: u64 = 64 << 20;

#[test]
fn purge_gives_memory_back() {
    if common::part().is_none() {
        // A time in which nothing is given back without a purge.
        let long = "1000000";
        let settings: [(_, &[_]); 4] = [
            (Backend::System, &[]),
            (Backend::Dhat, &[]),
            (Backend::Jemalloc, &[("dirty_decay_ms", long)]),
            (Backend::Mimalloc, &[("purge_delay", long)]),
        ];
        for (backend, pairs) in settings {
            common::probe("", &common::variables(backend, pairs));
        }
        return;
    }
    let before = residency::resident();
    let mut objects: Vec<Box<[u8; 1024]>> = Vec::with_capacity(OBJECTS);
    objects.extend((0..OBJECTS).map(|_| Box::new([1; 1024])));
    // Lies above the others and keeps glibc from trimming by itself.
    let above = Box::new([1_u8; 1024]);
    drop(objects);
    let held = residency::resident().saturating_sub(before);
    assert!(held > SIZE / 2, "only {held} held before the purge");
    purge();
    let held = residency::resident().saturating_sub(before);
    assert!(held < SIZE / 16, "{held} held after the purge");
    assert_eq!(above[0], 1);
}
