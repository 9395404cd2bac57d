//! Containers past the last one that the table has room for.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::piece::{Piece, layout};
use common::segment::Segment;
use residue::{Container, Holding, Tracking, counters};
use residue_segment::{CONTAINERS_MAX, OwnerId};
use std::alloc::System;
use std::sync::atomic::Ordering::Relaxed;

static TRACKING: Tracking<System> = Tracking::new(System);

const ASKED: usize = 5000;

#[test]
fn containers_past_the_last_are_refused_and_tag_nothing() {
    Piece::alloc(&TRACKING, layout(1, 1)).free(&TRACKING);
    let containers: Vec<Container> =
        (0..ASKED).map(|_| Container::new("one of many")).collect();
    let mut sizes = [1, 9, 16, 17, 300, 5001].into_iter().cycle();
    let pieces: Vec<Piece> = containers
        .iter()
        .map(|container| {
            let _scope = container.enter();
            container.hold(Holding { payload: 9, elements: 1, capacity: 1 });
            // Of one cell, of two, of many, and one that fills none.
            let size = sizes.next().unwrap_or(9);
            Piece::alloc(&TRACKING, layout(size, 1))
        })
        .collect();

    let segment = Segment::of_this_process();
    let header = segment.header();
    assert_eq!(header.containers.load(Relaxed), CONTAINERS_MAX as u64);
    let refused = (ASKED - CONTAINERS_MAX) as u64;
    assert_eq!(header.containers_refused.load(Relaxed), refused);

    let mut expected: Vec<_> = pieces
        .iter()
        .enumerate()
        .map(|(index, piece)| {
            let has_room = index < CONTAINERS_MAX;
            let owner = OwnerId::of_container(index as u16);
            assert_eq!(owner.is_some(), has_room);
            piece.object(owner.unwrap_or(OwnerId::NONE))
        })
        .collect();
    expected.sort();
    assert_eq!(segment.objects(), expected);

    pieces.into_iter().for_each(|piece| piece.free(&TRACKING));
    assert_eq!(counters().unwrap().live, 0);
    assert_eq!(segment.objects(), []);
}
