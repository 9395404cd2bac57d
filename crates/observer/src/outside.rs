//! What a process shows from outside, with no tracker in it.

use crate::Snapshot;
use residue_walk::{Allocator, Check, Holder, Refusal, Remedy, Table};
use std::time::Duration;

/// Whether the process stands still while it is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stop {
    /// Every thread is stopped, by `ptrace`: the process gets no signal, and
    /// goes on by itself should this one die.
    #[default]
    Yes,
    /// The process goes on: what is read may be of different moments.
    No,
}

/// One look at a process from outside. All figures are bytes unless said
/// otherwise.
#[derive(Clone, Debug, Default)]
pub struct OutsideSnapshot {
    /// The ledger, and what stands beside it. *Live* is by usable size, and
    /// without containers: `payload`, `slack` and `rounding` are unknown.
    pub snapshot: Snapshot,
    /// The allocators that were walked, the one with most resident first. Its
    /// live objects are the ledger's `other_live`, those of the others its
    /// `foreign_live`.
    pub heaps: Vec<HeapSeen>,
    /// Allocators that are there but could not be walked, and why.
    pub refused: Vec<(&'static str, Refusal)>,
    /// The live objects of all heaps.
    pub live: LiveSeen,
    /// Page tables, which the kernel keeps for the process beside what is
    /// resident; `None` where it does not say.
    pub page_tables: Option<u64>,
    /// For how long the process stood still, all tries together; `None` if it
    /// was not stopped.
    pub stopped: Option<Duration>,
}

/// An allocator that was walked. Its first four figures are its regions'
/// resident bytes, each in exactly one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeapSeen {
    /// Which one.
    pub allocator: Allocator,
    /// Resident bytes of live objects.
    pub live: u64,
    /// Resident bytes of headers and tables.
    pub metadata: u64,
    /// Free bytes on pages that something else keeps resident.
    pub fragmentation: u64,
    /// Resident bytes of pages that hold nothing live.
    pub cached: u64,
    /// Usable bytes of all live objects, resident or not.
    pub allocated: u64,
    /// Resident bytes that the program freed and the allocator keeps at hand,
    /// by where; a part of `fragmentation` and `cached`.
    pub held: Vec<(Holder, u64)>,
    /// What each remedy would give back.
    pub returns: Vec<(Remedy, u64)>,
    /// What was compared with the allocator's own figures.
    pub checks: Vec<Check>,
    /// What the reader should know of these figures.
    pub notes: Vec<String>,
}

impl HeapSeen {
    /// Everything resident of the allocator.
    pub fn resident(&self) -> u64 {
        self.live + self.metadata + self.fragmentation + self.cached
    }
}

/// The live objects of a process. They are told from outside, and so by their
/// usable sizes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveSeen {
    /// Objects, a count.
    pub objects: u64,
    /// Their usable bytes, resident or not.
    pub bytes: u64,
    /// Usable bytes of one object, and how many there are: by size, ascending.
    pub by_size: Vec<(u64, u64)>,
    /// The largest ones, largest first.
    pub largest: Vec<ObjectSeen>,
    /// The containers' tables among the largest.
    pub tables: Vec<TableSeen>,
}

/// A live object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectSeen {
    /// Where it is.
    pub address: u64,
    /// Its usable bytes.
    pub size: u64,
    /// The part of `size` that is resident.
    pub resident: u64,
}

/// A container's table among the live objects, told by its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableSeen {
    /// What it is, and how full.
    pub table: Table,
    /// Its resident bytes.
    pub resident: u64,
}

impl TableSeen {
    /// Resident bytes beyond its elements: container retention. Where a part
    /// of the table was never touched, its elements are taken to lie in what
    /// was.
    pub fn slack(&self) -> u64 {
        self.resident.saturating_sub(self.table.payload())
    }
}
