//! The allocators of another process, read from outside: their own structures
//! in, every byte of their memory out, as live, held, free or metadata.
//!
//! A [`Walker`] finds its allocator in a [`Target`], by symbols or by
//! invariants of its structures; what it finds is a [`Heap`], which is walked
//! while the process stands still, and shows a [`Sink`] the regions that
//! belong to the allocator, the pieces that tile each of them, and the pages
//! that a remedy would give back. What an allocator counts for itself is
//! compared with what was walked; where the two differ, or where a structure
//! makes no sense, there is a [`Refusal`] and not a guess.
//!
//! All that is read may be hostile: time and memory are bounded by what is
//! mapped, and nothing but an error can come of it.
//!
//! This crate knows nothing of ledgers, of residency, or of how a process is
//! found, stopped and read. It is given [`Memory`], [`Mapping`]s and
//! [`Files`].

mod found;
mod heap;
mod piece;
mod refusal;
mod stepped;
mod strangers;
mod walkers;

mod blocks;
mod mapping;
mod memory;
mod module;
mod nearby;
mod target;
mod window;

mod contents;

mod glibc;
mod go;
mod jemalloc;
mod mimalloc;
mod musl;
mod pymalloc;

pub use contents::{
    Contents, Object, Owned, Place, Table, TableKind, Vtable, demangled, owned,
    table, table_effort, vtable,
};
pub use found::Found;
pub use heap::{Allocator, Check, FoundBy, Heap, Sink, Walked, Walker};
pub use mapping::{Mapping, MappingError, parse_maps};
pub use memory::{Image, Memory, Unreadable};
pub use module::{Module, Symbol, Symbols};
pub use nearby::Nearby;
pub use piece::{Holder, Piece, Region, Remedy, Use};
pub use refusal::Refusal;
pub use target::{Files, Target, Thread};
pub use walkers::{WALKERS, find_all};
pub use window::Window;

/// Addresses, from the first up to but without the last.
pub type Span = std::ops::Range<u64>;
