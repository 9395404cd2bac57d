//! A tracking allocator that shows who holds the memory that did not go back.
//!
//! ```
//! use residue::{Container, Holding, Tracking};
//! use std::alloc::System;
//! use std::collections::HashMap;
//!
//! #[global_allocator]
//! static ALLOCATOR: Tracking<System> = Tracking::new(System);
//! static SESSIONS: Container = Container::new("sessions");
//!
//! let mut sessions: HashMap<u64, [u8; 128]> = HashMap::new();
//! {
//!     let _scope = SESSIONS.enter();
//!     sessions.extend((0..1000).map(|id| (id, [0; 128])));
//! }
//! sessions.clear();
//! SESSIONS.hold(Holding { payload: 0, elements: 0, capacity: 1000 });
//! residue::mark("drained");
//!
//! let counters = residue::counters().expect("Tracking is installed");
//! assert!(counters.live > 0, "the map keeps its buckets");
//! ```
//!
//! [`Tracking`] wraps any [`GlobalAlloc`](std::alloc::GlobalAlloc). It keeps
//! one byte of shared memory for every 16 bytes of the heap, which says where
//! each live object begins and how large it is, and a block of counters for
//! each thread. An observer outside the process (`residue run`) reads both
//! together with `/proc`, page by page, while the process stands still at a
//! [`mark`]; the process itself does no arithmetic and allocates nothing.
//! [`Counting`] has the counters alone.
//!
//! It has two layers. [`Hooks`] are told, by address and size, what happened
//! to an object, and know no interface of allocators; a free may come without
//! a size. `Tracking` and `Counting` are the faces for Rust programs: a
//! `GlobalAlloc` over them.
//!
//! # What it costs
//!
//! An allocation or a free takes one ordinary store for the map and a few for
//! the counters: no lock, no locked instruction, no call of the system. The
//! map takes a sixteenth of the heap in shared memory; a container's objects of
//! at most 16 bytes, and those that are not aligned to 16, take another.
//!
//! # What holds
//!
//! - All four methods of the allocator are forwarded, and an operation is
//!   counted after it succeeded.
//! - Every thread counts: before `main`, after it, in thread-local
//!   destructors, and after the thread's own block has gone back.
//! - A forked child detaches: it never writes what its parent's observer
//!   reads. (A process made by `_Fork` or a raw `clone` system call, past
//!   the C library's `fork`, cannot be told from its parent; do not allocate
//!   in one.)
//! - Where 16 TiB of address space cannot be had (`ulimit -v`, a sandbox),
//!   the counters stay exact and [`status`] says that the map is absent.
//!
//! # Limits
//!
//! `mlockall` without `MCL_ONFAULT` would ask the kernel for the whole sparse
//! map: set `RESIDUE=off` in such a program. Residency is measured on Linux
//! (x86-64, aarch64); elsewhere the counters work.

pub mod assert;
mod collections;
mod container;
mod counters;
mod global_alloc;
mod hooks;
mod inside;
mod keeper;
mod mapped;
mod mark;
#[cfg(feature = "metrics")]
pub mod metrics;
mod once;
mod own_counter;
mod peak;
mod process;
mod resident;
mod scoped;
mod static_ref;
mod status;
mod survey;
mod sys;
mod thread;
mod view;
mod watch;

pub use collections::{Collection, Editing, Filling, Tracked};
pub use container::{Container, Holding, Scope};
pub use counters::{Counters, counters};
pub use global_alloc::{Counting, Tracking};
pub use hooks::{Hooks, Moving, SWITCH_VARIABLE};
pub use inside::{InsideContainer, InsideLedger, ledger};
pub use keeper::{KEEP_VARIABLE, KEEPER_VARIABLE, Kept, kept};
pub use mark::{OBSERVED_VARIABLE, mark};
pub use residue_segment::{Statistic, StatisticTable};
pub use scoped::Scoped;
pub use status::{MapAbsent, Status, status};
pub use view::{AllocatorView, describe_allocator};
pub use watch::{PeakWatch, WatchRefused};

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct OwnReadme;
