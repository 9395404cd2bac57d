//! The inner allocator's own ways are kept: zeroed memory is not touched, and
//! a large reallocation moves pages, not bytes.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::piece::{Piece, layout};
use residue::{Tracking, counters};
use std::alloc::System;

static TRACKING: Tracking<System> = Tracking::new(System);

const MIB: usize = 1 << 20;
const SLIGHT: usize = 16 * MIB;

/// A field of `/proc/self/status`, in bytes.
fn status(field: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let kilobytes = line.unwrap().trim_matches([':', '\t', ' ', 'k', 'B']);
    kilobytes.parse::<usize>().unwrap() * 1024
}

fn resident() -> usize {
    status("VmRSS")
}

fn peak_resident() -> usize {
    status("VmHWM")
}

fn zeroed_memory_is_not_touched() {
    let before = resident();
    let piece = Piece::zeroed(&TRACKING, layout(1024 * MIB, 8));
    assert!(resident() < before + SLIGHT);
    assert_eq!(counters().unwrap().live, 1024 * MIB as u64);
    piece.free(&TRACKING);
}

fn a_large_reallocation_moves_pages() {
    let before = resident();
    let mut piece = Piece::alloc(&TRACKING, layout(256 * MIB, 8));
    piece.bytes().fill(1);
    // Positive control: touched memory is seen.
    let touched = peak_resident();
    assert!(touched > before + 250 * MIB);
    let mut piece = piece.resize(&TRACKING, 512 * MIB).unwrap();
    assert!(peak_resident() < touched + SLIGHT);
    assert_eq!(piece.bytes()[256 * MIB - 1], 1);
    assert_eq!(counters().unwrap().live, 512 * MIB as u64);
    piece.free(&TRACKING);
}

#[test]
fn residency_is_the_inner_allocators() {
    zeroed_memory_is_not_touched();
    a_large_reallocation_moves_pages();
}
