//! Without a tracking global allocator there is nothing to measure.

use criterion::measurement::Measurement;
use residue::Counting;
use residue_criterion::LiveBytes;
use std::alloc::{GlobalAlloc, Layout, System};
use std::panic::catch_unwind;

static ASIDE: Counting<System> = Counting::new(System);

/// One test: the second half needs that the first found nothing.
#[test]
fn refuses_where_no_tracking_allocator_is_the_global_one() {
    let refusal = refusal();
    assert!(refusal.contains("not tracked"), "{refusal}");
    assert!(refusal.contains("#[global_allocator]"), "{refusal}");

    allocate_aside();
    assert!(residue::counters().is_ok(), "counted, but not everything");
    let refusal = self::refusal();
    assert!(refusal.contains("was not counted"), "{refusal}");
    assert!(refusal.contains("#[global_allocator]"), "{refusal}");
}

fn refusal() -> String {
    let panic = catch_unwind(|| LiveBytes.start()).unwrap_err();
    panic.downcast_ref::<String>().expect("a message").clone()
}

#[expect(unsafe_code, reason = "an allocator is called directly")]
fn allocate_aside() {
    let layout = Layout::new::<u64>();
    // SAFETY: the layout has a size.
    let ptr = unsafe { ASIDE.alloc(layout) };
    // SAFETY: it was allocated above, with this layout.
    unsafe { ASIDE.dealloc(ptr, layout) };
}
