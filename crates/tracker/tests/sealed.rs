//! Nobody can shorten the segment, which would kill the process and whoever
//! observes it.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::piece::{Piece, layout};
use common::segment::Segment;
use residue::Tracking;
use std::alloc::System;
use std::fs::OpenOptions;
use std::io::ErrorKind;

static TRACKING: Tracking<System> = Tracking::new(System);

#[test]
fn the_segment_keeps_its_length() {
    let piece = Piece::alloc(&TRACKING, layout(64, 8));
    let path = Segment::descriptor(std::process::id()).expect("a segment");
    let file = OpenOptions::new().write(true).open(path).unwrap();
    let len = file.metadata().unwrap().len();
    // Positive control: it is open for writing, and its own length is fine.
    file.set_len(len).unwrap();
    for other in [0, 4096, len - 1, len + 4096] {
        let refused = file.set_len(other).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::PermissionDenied, "{other}");
    }
    assert_eq!(Segment::of_this_process().objects().len(), 1);
    piece.free(&TRACKING);
    assert_eq!(Segment::of_this_process().objects(), []);
}
