//! What was not allocated is not counted, and what could not be reallocated
//! stays as it was.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::piece::{Piece, layout};
use common::segment::Segment;
use residue::{Container, Tracking, counters};
use residue_segment::OwnerId;
use std::alloc::System;

static TRACKING: Tracking<System> = Tracking::new(System);
static CONTAINER: Container = Container::new("sessions");

const TOO_MUCH: usize = 1 << 46;

#[test]
fn failed_allocations_leave_no_trace() {
    // The first operation of the process fails: it is not even set up.
    assert!(Piece::try_alloc(&TRACKING, layout(TOO_MUCH, 8)).is_none());
    assert!(counters().is_err());

    let small = Piece::alloc(&TRACKING, layout(100, 8));
    let large = Piece::alloc(&TRACKING, layout(5000, 8));
    let owned = {
        let _scope = CONTAINER.enter();
        Piece::alloc(&TRACKING, layout(41, 1))
    };
    let segment = Segment::of_this_process();
    let owner = segment.owner("sessions");
    let mut expected = [
        small.object(OwnerId::NONE),
        large.object(OwnerId::NONE),
        owned.object(owner),
    ];
    expected.sort();
    let before = counters().unwrap();
    let digest = segment.digest();

    for align in [1, 16, 4096] {
        let layout = layout(TOO_MUCH, align);
        assert!(Piece::try_alloc(&TRACKING, layout).is_none());
    }
    assert_eq!(segment.digest(), digest);
    let small = small.resize(&TRACKING, TOO_MUCH).unwrap_err();
    let large = large.resize(&TRACKING, TOO_MUCH).unwrap_err();
    let owned = {
        // Its owner stays, not that of the scope in which it failed.
        let other = Container::new("other");
        let _scope = other.enter();
        owned.resize(&TRACKING, TOO_MUCH).unwrap_err()
    };
    assert_eq!(counters().unwrap(), before);
    assert_eq!(segment.objects(), expected);

    for piece in [small, large, owned] {
        piece.free(&TRACKING);
    }
    assert_eq!(counters().unwrap().live, 0);
    assert_eq!(segment.objects(), []);
}
