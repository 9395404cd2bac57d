//! The survey: how much more than its size each live object was given.
//!
//! Only the allocator knows an object's usable size, and only inside the
//! process (glibc keeps it in front of the object, jemalloc in a tree). So
//! the process walks its own live map when it stands still, asks, and leaves
//! one `u16` an object here, in address order, for the observer to join with
//! the maps. It reads, and allocates nothing.
//!
//! The directory has one [`Tile`] for every [`TILE`] bytes of address space,
//! so that tiles can be read apart from each other, and a tile in which
//! another thread allocated meanwhile is noticed by its count.

use std::sync::atomic::{AtomicU32, AtomicU64};

/// Bytes of address space that one directory entry stands for.
pub const TILE: u64 = 4 << 20;

/// An excess of this or more does not fit the stream's `u16`: it stands in
/// the next four, low word first.
pub const ESCAPE: u16 = u16::MAX;

/// Words of the stream that an escaped excess takes, the escape included.
pub const ESCAPED_WORDS: u64 = 5;

/// The directory entry of one tile.
#[derive(Debug)]
#[repr(C)]
pub struct Tile {
    /// The survey that wrote this entry; an entry of an earlier survey is
    /// stale.
    pub stamp: AtomicU32,
    /// Objects that begin in the tile.
    pub objects: AtomicU32,
    /// Where the tile's excesses begin, in words of the stream.
    pub start: AtomicU64,
}

/// What the live map says an object takes, from which the excess counts: its
/// size rounded up to 8 bytes, or its exact size where it is large.
pub const fn excess(usable: u64, mapped: u64) -> u64 {
    usable.saturating_sub(mapped)
}
