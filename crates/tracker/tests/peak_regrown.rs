//! The peak where a thread that has freed much comes back to what it held
//! before, while another holds as much: by itself it has risen above nothing.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::piece::{Piece, layout};
use residue::{Tracking, counters};
use std::alloc::System;
use std::sync::mpsc::channel;

static TRACKING: Tracking<System> = Tracking::new(System);

const OBJECTS: usize = 16 << 10;
const SIZE: usize = 64;
const HELD: u64 = (OBJECTS * SIZE) as u64;
/// What each of the two threads may hide.
const HIDDEN: u64 = 64 << 10;

fn fill() -> Vec<Piece> {
    (0..OBJECTS).map(|_| Piece::alloc(&TRACKING, layout(SIZE, 8))).collect()
}

fn drain(pieces: Vec<Piece>) {
    pieces.into_iter().for_each(|piece| piece.free(&TRACKING));
}

#[test]
fn a_thread_that_grows_back_while_another_holds_as_much_makes_a_peak() {
    let (drained, when_drained) = channel();
    let (filled, when_filled) = channel();
    let other = std::thread::spawn(move || {
        drain(fill());
        // So that many grants are renewed on the way down.
        for _ in 0..OBJECTS {
            Piece::alloc(&TRACKING, layout(SIZE, 8)).free(&TRACKING);
        }
        drained.send(()).unwrap();
        when_filled.recv().unwrap();
        drain(fill());
    });
    when_drained.recv().unwrap();
    let own = fill();
    filled.send(()).unwrap();
    other.join().unwrap();
    drain(own);

    let seen = counters().unwrap().peak_live;
    assert!(seen <= 2 * HELD, "{seen} is above what was ever held");
    assert!(seen + 2 * HIDDEN >= 2 * HELD, "{seen} of {}", 2 * HELD);
    assert_eq!(counters().unwrap().live, 0);
}
