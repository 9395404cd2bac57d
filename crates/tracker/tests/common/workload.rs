//! A workload that looks random, and a model of what it must leave behind.

use super::piece::{Piece, layout};
use super::random::Random;
use super::segment::Object;
use residue::Counters;
use residue_segment::OwnerId;
use std::alloc::GlobalAlloc;

const PIECES: usize = 128;
/// Sizes reach 4 MiB, alignments 4 KiB.
const SIZE_BITS: u64 = 22;
const ALIGN_BITS: u64 = 12;

/// Live pieces of an allocator, and what was done with it so far.
pub(crate) struct Workload<'a, A> {
    allocator: &'a A,
    random: Random,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) done: Counters,
    pub(crate) kinds: Kinds,
}

/// How often reallocation did what.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kinds {
    pub(crate) moved: u64,
    pub(crate) stayed: u64,
    pub(crate) grown: u64,
    pub(crate) shrunk: u64,
}

impl<'a, A: GlobalAlloc> Workload<'a, A> {
    pub(crate) fn new(allocator: &'a A, seed: u64) -> Workload<'a, A> {
        Workload {
            allocator,
            random: Random::new(seed),
            pieces: Vec::new(),
            done: Counters::default(),
            kinds: Kinds::default(),
        }
    }

    pub(crate) fn step(&mut self) {
        let full = self.pieces.len() == PIECES;
        match self.random.below(8) {
            0..4 if !full => self.allocate(),
            6.. if !self.pieces.is_empty() => self.reallocate(),
            _ if !self.pieces.is_empty() => self.free(),
            _ => {}
        }
        self.done.peak_live = self.done.peak_live.max(self.done.live);
    }

    pub(crate) fn free_all(&mut self) {
        while !self.pieces.is_empty() {
            self.free();
        }
    }

    /// What the live map must show.
    pub(crate) fn objects(&self) -> Vec<Object> {
        let objects = self.pieces.iter().map(|p| p.object(OwnerId::NONE));
        let mut objects: Vec<_> = objects.collect();
        objects.sort();
        objects
    }

    fn allocate(&mut self) {
        let size = self.random.magnitude(SIZE_BITS) as usize;
        let align = 1 << self.random.below(ALIGN_BITS + 1);
        let layout = layout(size, align);
        let piece = if self.random.below(2) == 0 {
            Piece::alloc(self.allocator, layout)
        } else {
            let mut piece = Piece::zeroed(self.allocator, layout);
            let bytes = piece.bytes();
            assert_eq!((bytes[0], bytes[size - 1]), (0, 0));
            piece
        };
        self.count_allocation(&piece);
        self.keep(piece);
    }

    fn reallocate(&mut self) {
        let mut piece = self.take();
        let (address, old) = (piece.address(), piece.size());
        let mark = piece.bytes()[0];
        // Half of them are small changes, which an allocator makes in place.
        let size = if self.random.below(2) == 0 {
            self.random.magnitude(SIZE_BITS)
        } else {
            (old + self.random.below(32)).saturating_sub(8).max(1)
        };
        let resized = piece.resize(self.allocator, size as usize);
        let mut piece = resized.expect("memory");
        assert_eq!(piece.bytes()[0], mark, "the contents move along");
        self.count_free(old);
        self.count_allocation(&piece);
        let kinds = &mut self.kinds;
        kinds.moved += u64::from(piece.address() != address);
        kinds.stayed += u64::from(piece.address() == address);
        kinds.grown += u64::from(size > old);
        kinds.shrunk += u64::from(size < old);
        self.keep(piece);
    }

    fn free(&mut self) {
        let piece = self.take();
        self.count_free(piece.size());
        piece.free(self.allocator);
    }

    fn take(&mut self) -> Piece {
        let index = self.random.below(self.pieces.len() as u64) as usize;
        self.pieces.swap_remove(index)
    }

    fn keep(&mut self, mut piece: Piece) {
        assert_eq!(piece.address() % piece.align(), 0);
        piece.bytes()[0] = self.random.next() as u8;
        self.pieces.push(piece);
    }

    fn count_allocation(&mut self, piece: &Piece) {
        self.done.allocations += 1;
        self.done.total += piece.size();
        self.done.live += piece.size();
    }

    fn count_free(&mut self, size: u64) {
        self.done.frees += 1;
        self.done.live -= size;
    }
}
