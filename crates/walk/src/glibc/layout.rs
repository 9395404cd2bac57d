//! Where glibc's structures have their fields.
//!
//! What differs between versions is not looked up by version: it follows from
//! what must hold of the structures, and a structure that does not hold is
//! not walked.

/// Flags in the low bits of a chunk's size.
pub(super) const PREVIOUS_IN_USE: u64 = 1;
pub(super) const MAPPED: u64 = 2;
pub(super) const NOT_MAIN: u64 = 4;
pub(super) const FLAGS: u64 = 7;

/// Bytes between a chunk and what the program is given: the size of the chunk
/// before, if that is free, and its own.
pub(super) const HEADER: u64 = 16;
/// Chunks begin and end at multiples of this.
pub(super) const ALIGNMENT: u64 = 16;
/// The smallest chunk.
pub(super) const CHUNK_MIN: u64 = 32;

/// Heads of bins in an arena, which are lists of free chunks.
pub(super) const BINS: usize = 127;
/// What `malloc_state.flags` says of a main arena that is not one piece.
pub(super) const NOT_CONTIGUOUS: u32 = 2;

/// Offsets in `struct malloc_state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Of the heads of the bins.
    pub(super) bins: u64,
}

impl Layout {
    /// glibc 2.26; 2.27 to 2.42; from 2.43 on, which has no fast bins.
    pub(super) const ALL: [Layout; 3] =
        [Layout { bins: 112 }, Layout { bins: 104 }, Layout { bins: 24 }];

    /// Of the heads of the fast bins, and how many there are.
    pub(super) fn fast_bins(self) -> Option<(u64, usize)> {
        const COUNT: usize = 10;
        let start = self.top().checked_sub(COUNT as u64 * 8)?;
        (self.bins >= 104).then_some((start, COUNT))
    }

    pub(super) fn top(self) -> u64 {
        self.bins - 16
    }

    pub(super) fn next(self) -> u64 {
        const MAP: u64 = 16;
        self.bins + (BINS as u64) * 16 + MAP
    }

    pub(super) fn system_memory(self) -> u64 {
        self.next() + 24
    }

    /// Bytes of the whole.
    pub(super) fn size(self) -> u64 {
        self.system_memory() + 16
    }

    /// Bytes at the end of a mapped chunk that are nobody's. Where its size
    /// leaves its header out, the program is given as much as of any other
    /// chunk of that size: 8 bytes less than there are.
    pub(super) fn mapped_tail(self) -> u64 {
        if self.mapped_without_header() { 8 } else { 0 }
    }

    /// Whether a mapped chunk's size leaves its header out.
    pub(super) fn mapped_without_header(self) -> bool {
        self.fast_bins().is_none()
    }
}

/// The link to the next of a list of chunks that is kept behind `at`: since
/// 2.32 the address of the link is mixed into it.
pub(super) fn reveal(at: u64, link: u64, mangled: bool) -> u64 {
    if mangled { link ^ (at >> 12) } else { link }
}
