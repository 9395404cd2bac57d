//! Layouts at the edges: sizes of 0, sizes about the small maximum, and
//! alignments above a page.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::piece::{Piece, layout};
use common::segment::Segment;
use residue::{Counters, Tracking, counters};
use residue_segment::{OwnerId, SMALL_MAX};
use std::alloc::System;

static TRACKING: Tracking<System> = Tracking::new(System);

fn sizes() -> impl Iterator<Item = usize> {
    let small = SMALL_MAX as usize;
    [0, 1, 7, 8, 9].into_iter().chain(small - 9..=small + 9).chain([1 << 20])
}

#[test]
fn odd_layouts_are_counted_and_mapped() {
    let aligns = || (0..=16).map(|bits| 1 << bits).chain([1 << 21]);
    let mut pieces: Vec<Piece> = sizes()
        .flat_map(|size| aligns().map(move |align| layout(size, align)))
        .map(|layout| Piece::alloc(&TRACKING, layout))
        .collect();
    pieces.extend(
        [0, 3].map(|size| Piece::zeroed(&TRACKING, layout(size, 8192))),
    );
    let live = pieces.iter().map(Piece::size).sum();
    let allocations = pieces.len() as u64;
    let expected =
        Counters { allocations, frees: 0, live, total: live, peak_live: live };
    assert_eq!(counters().unwrap(), expected);

    let segment = Segment::of_this_process();
    let mut objects: Vec<_> =
        pieces.iter().map(|piece| piece.object(OwnerId::NONE)).collect();
    objects.sort();
    assert_eq!(segment.objects(), objects);

    for piece in pieces {
        assert_eq!(piece.address() % piece.align(), 0);
        piece.free(&TRACKING);
    }
    assert_eq!(counters().unwrap().live, 0);
    assert_eq!(counters().unwrap().frees, allocations);
    assert_eq!(segment.objects(), []);
}
