//! `/proc` and a segment in, a [`Ledger`](residue_ledger::Ledger) out: every resident byte of another
//! process in exactly one row, read from outside while it stands still.
//!
//! ```no_run
//! use residue_observer::{Observer, Standstill};
//!
//! # fn main() -> Result<(), residue_observer::Error> {
//! let pid = 4711;
//! let mut observer = Observer::attach(pid)?;
//! let standstill = Standstill::of(pid)?;
//! let snapshot = observer.snapshot()?;
//! drop(standstill);
//! assert!(snapshot.ledger.closes(snapshot.resident, snapshot.observer));
//! # Ok(())
//! # }
//! ```
//!
//! A snapshot joins four sources. `/proc/PID/smaps` says what is mapped and
//! how much of it is resident; each area is the heap's, the program's, or the
//! segment's own. The page tables say which heap pages are resident. The live
//! map says where each object begins, how large it is and whose it is. The survey says how much more each was given. What no object covers
//! on a resident page is fragmentation if an object shares the page, and
//! cached if none does.
//!
//! Nothing of the process is touched: the maps are read only where they hold
//! data, since a read of a hole in shared memory would allocate a page.
//!
//! This crate knows nothing of scenarios, allocators, reports or the command
//! line. It works on Linux on x86-64 and aarch64; elsewhere it compiles, and
//! refuses.

mod error;
mod held;
mod limit;
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod linux;
mod outside;
mod sample;
mod snapshot;
#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
mod unsupported;

pub use error::{Barrier, Error};
pub use held::{Held, HeldClass, HeldObject, HeldObjects};
pub use limit::NearestLimit;
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
pub use linux::{
    Capture, ControlGroup, Observer, Outside, Standstill, exit_status,
};
pub use outside::{
    ClassSeen, ContentsSeen, HeapSeen, LiveSeen, Manner, ObjectSeen,
    OutsideSnapshot, Stop, TableSeen, TypeSeen,
};
pub use sample::Sample;
pub use snapshot::{Counters, PhaseSeen, Snapshot};
#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
pub use unsupported::{
    Capture, ControlGroup, Observer, Outside, Standstill, exit_status,
};
