//! Two allocators in one process: one that only counts, one that also keeps
//! the map. The counters have both, the map has the second one's objects.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::segment::Segment;
use common::workload::Workload;
use residue::{Container, Counting, MapAbsent, Status, Tracking};
use residue::{counters, status};
use std::alloc::System;

static COUNTING: Counting<System> = Counting::new(System);
static TRACKING: Tracking<System> = Tracking::new(System);
static CONTAINER: Container = Container::new("sessions");

#[test]
fn counting_and_tracking_share_a_process() {
    let mut counted = Workload::new(&COUNTING, 1);
    let mut tracked = Workload::new(&TRACKING, 2);
    (0..100).for_each(|_| counted.step());
    drop(CONTAINER.enter());
    assert_eq!(status(), Status::CountersOnly(MapAbsent::NotAskedFor));

    for step in 1..=10_000 {
        counted.step();
        tracked.step();
        let now = counters().unwrap();
        let (one, other) = (counted.done, tracked.done);
        assert_eq!(now.live, one.live + other.live);
        assert_eq!(now.total, one.total + other.total);
        assert_eq!(now.allocations, one.allocations + other.allocations);
        assert_eq!(now.frees, one.frees + other.frees);
        if step % 2000 == 0 {
            let objects = Segment::of_this_process().objects();
            assert_eq!(objects, tracked.objects());
        }
    }
    assert_eq!(status(), Status::Tracked);
    counted.free_all();
    tracked.free_all();
    assert_eq!(counters().unwrap().live, 0);
    assert_eq!(Segment::of_this_process().objects(), []);
}
