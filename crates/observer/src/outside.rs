//! What a process shows from outside, with no tracker in it.

use crate::Snapshot;
use residue_walk::{
    Allocator, Check, Contents, Holder, Refusal, Remedy, Table,
};
use std::time::Duration;

/// Whether the process stands still while it is looked at. Where it is
/// stopped, every thread is, by `ptrace`: the process gets no signal, and goes
/// on by itself should this one die.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stop {
    /// As briefly as it may: if the process waits for something by itself, it
    /// is read while it waits, and what was read is believed if the kernel
    /// says that none of its threads ran meanwhile. It is then stopped only
    /// to learn where each thread has its variables, and not even for that if
    /// they are the threads of an earlier look. Else it is stopped until what
    /// will be walked is copied, or all of it if it is small, or, where that
    /// is too much, until it is walked. The ledger is as exact in each [`Manner`].
    #[default]
    Yes,
    /// As long as it is read, also if it would not run by itself.
    Throughout,
    /// The process goes on: what is read may be of different moments.
    No,
}

/// How a look came to be of one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// The process did not run by itself while it was read.
    Rested,
    /// It was stopped until all that is walked was copied. What a few of its
    /// objects hold, which is estimated, may have been read when it went on.
    Copied,
    /// It was stopped until it was walked.
    Stopped,
    /// It is not of one moment: the process may have run while it was read.
    #[default]
    Running,
}

impl Manner {
    /// All manners.
    pub const ALL: [Manner; 4] =
        [Manner::Rested, Manner::Copied, Manner::Stopped, Manner::Running];

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Manner::Rested => "rested",
            Manner::Copied => "copied",
            Manner::Stopped => "stopped",
            Manner::Running => "running",
        }
    }
}

/// One look at a process from outside. All figures are bytes unless said
/// otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutsideSnapshot {
    /// The ledger, and what stands beside it. Of a process with a tracker it
    /// has every row. Of one without, *live* is without containers: `payload`
    /// and `slack` are unknown; it is by usable size, and `rounding` is unknown
    /// too, but where every allocator tells what was asked for.
    pub snapshot: Snapshot,
    /// The allocators that were walked: the program's `malloc`, or of several
    /// the one with most resident, then the others, those of runtimes last.
    /// Without a tracker, live objects of the first are the ledger's
    /// `other_live`, of the others its `foreign_live`; with one, what it did
    /// not make is foreign, and the first is the one that it is laid around.
    pub heaps: Vec<HeapSeen>,
    /// Allocators that are there but could not be walked, and why.
    pub refused: Vec<(&'static str, Refusal)>,
    /// The live objects of all heaps.
    pub live: LiveSeen,
    /// Page tables, which the kernel keeps for the process beside what is
    /// resident; `None` where it does not say.
    pub page_tables: Option<u64>,
    /// How all of it came to be of one moment.
    pub manner: Manner,
    /// For how long the process was stopped, all tries together. Zero if it
    /// was not because it did not run by itself while it was read; `None` if
    /// it was not to be stopped, and may have run.
    pub stopped: Option<Duration>,
    /// Bytes of its memory that were copied while it was stopped, all tries
    /// together: what makes a stop long.
    pub copied_stopped: u64,
}

/// An allocator that was walked. What is live, rounding, metadata,
/// fragmentation and cached are its regions' resident bytes, each in exactly
/// one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeapSeen {
    /// Which one.
    pub allocator: Allocator,
    /// Whether it serves a runtime alone, beside the program's `malloc`.
    pub is_beside_malloc: bool,
    /// Resident bytes of live objects.
    pub live: u64,
    /// The part of `live` that the process's tracker did not make; `None`
    /// where there is no tracker to tell.
    pub foreign: Option<u64>,
    /// Resident bytes of live objects beyond what was asked for; `None` where
    /// the allocator does not keep that, and they are part of `live`.
    pub rounding: Option<u64>,
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
    /// The part of `returns` on pages that other processes have too since a
    /// fork, which the machine gets back when the last of them gives them
    /// back; `None` where that could not be read.
    pub shared: Option<u64>,
    /// Whether it is of a version that is not known, and all of this is an
    /// estimate.
    pub is_estimate: bool,
    /// What was compared with the allocator's own figures.
    pub checks: Vec<Check>,
    /// What the reader should know of these figures.
    pub notes: Vec<String>,
}

impl HeapSeen {
    /// Everything resident of the allocator.
    pub fn resident(&self) -> u64 {
        let objects = self.live + self.rounding.unwrap_or(0);
        objects + self.metadata + self.fragmentation + self.cached
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
    /// By the usable bytes of one object, ascending.
    pub by_size: Vec<ClassSeen>,
    /// The largest ones, largest first.
    pub largest: Vec<ObjectSeen>,
    /// The containers' tables among the largest.
    pub tables: Vec<TableSeen>,
    /// Objects by what they begin with, those with most bytes first: of those
    /// that begin with the address of a vtable, a function or another constant
    /// of a binary, which has a name.
    pub types: Vec<TypeSeen>,
}

/// Live objects of one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassSeen {
    /// Usable bytes of one.
    pub size: u64,
    /// Objects, a count.
    pub objects: u64,
    /// What they hold; `None` where none was looked into, which is done with
    /// those sizes that hold most.
    pub contents: Option<ContentsSeen>,
}

/// What some of many objects hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentsSeen {
    /// What most hold.
    pub kind: Contents,
    /// How many hold it.
    pub alike: u64,
    /// How many were looked into, at most 64.
    pub sampled: u64,
}

/// Live objects of one size that begin with the same thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeSeen {
    /// What they begin with the address of: `vtable for CLASS`, or a symbol.
    pub name: String,
    /// Usable bytes of one.
    pub size: u64,
    /// Objects, a count.
    pub objects: u64,
    /// Whether all objects were counted, or `objects` is estimated by a few.
    pub is_exact: bool,
}

impl TypeSeen {
    /// Their usable bytes.
    pub fn bytes(&self) -> u64 {
        self.size.saturating_mul(self.objects)
    }
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
    /// What it holds; `None` where that could not be read.
    pub contents: Option<Contents>,
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
