//! The shared memory between a tracked process and its observer: what stands
//! where, and what the bytes mean. Nothing else: no system call, no pointer,
//! no `unsafe`. The tracker writes it (package `residue`), the observer reads
//! it, and both know each other only through this crate.
//!
//! A segment is one sparse file ([`FILE_NAME`], a `memfd`) cut into regions
//! (see [`Geometry`]). It is sealed against shrinking when it is made, and an
//! observer maps no other: whoever shortened it would kill all who read it.
//!
//! | region | one cell for | cell | written |
//! | --- | --- | --- | --- |
//! | control | the process | [`Header`], [`ContainerEntry`], [`ThreadBlock`] | by every thread, its own block |
//! | survey | a live object | `u16`, see [`survey`] | when the process stands still |
//! | large | 512 bytes of address space | `u64` size | at an allocation over [`SMALL_MAX`] |
//! | live | 16 bytes of address space, in each [`Lane`] | [`LiveCell`] | at each allocation and free |
//! | owner, low | the same | seven bits of an [`OwnerCell`], and one | at an allocation of at most 16 bytes inside a named container |
//! | owner, high | the same | the other seven | the same, of at most 32 bytes past the first 14 containers |
//!
//! An object's head stands in the even or the odd lane, by where it begins,
//! so that no two objects share a cell. Every byte of the live map below 128
//! that is not 0 is the head of exactly one live object, so that a reader may
//! start anywhere: sizes that do not fit a byte stand in the large map, where
//! two objects can never share a cell either. The bytes after a head that are
//! 128 and more say whose the object is, in cells that are its own: containers
//! take no memory beside the live map, except for objects that have no such
//! cells.

mod block;
mod container;
mod geometry;
mod header;
mod lane;
mod live;
mod owner;
mod phase;
pub mod protocol;
mod statistic;
pub mod survey;
mod text;

pub use block::ThreadBlock;
pub use container::{CONTAINERS_MAX, ContainerEntry};
pub use geometry::{BLOCKS_MAX, Geometry, SegmentRange};
pub use header::{FILE_NAME, Header, LIBRARY_NAME, MAGIC, MapState, VERSION};
pub use lane::{Lane, even_cell, odd_cell};
pub use live::{
    CELL_SPAN, IN_MAPS_MAX, LARGE_SPAN, LiveCell, SMALL_MAX, UNIT, heads_of,
    owned_heads_of,
};
pub use owner::{OwnerCell, OwnerId, OwnerTag};
pub use phase::PhaseRecord;
pub use statistic::{Statistic, StatisticTable};
pub use text::Text;
