//! What a look from outside tells beside the ledger.

use residue_ledger::NotHeap;

use super::Certainty;

/// What a look at a process from outside tells beside its ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// Containers' tables among the live objects.
    pub tables: Vec<FoundTable>,
    /// Live objects by what they begin with, those with most bytes first.
    pub types: Vec<FoundType>,
    /// What is not heap, those with most resident bytes first.
    pub parts: Vec<NotHeap>,
    /// Objects that the program freed and the allocator keeps at hand, by
    /// where, in resident bytes.
    pub held: Vec<(&'static str, u64)>,
    /// Whether a runtime has an allocator of its own beside `malloc`: Python,
    /// whose modules are objects too.
    pub has_runtime: bool,
    /// Resident bytes that runtimes beside `malloc` cache and nothing gives
    /// back: free pools of Python's arenas.
    pub pinned: u64,
    /// What the remedies of the allocators would give back, in resident
    /// bytes, computed without trying them.
    pub reclaimable: Option<u64>,
    /// The part of `reclaimable` on pages that other processes have too since
    /// a fork.
    pub shared: u64,
    /// Allocators that are there but could not be read.
    pub unread: Vec<Unread>,
    /// What the reader should know of the figures. Sentences.
    pub notes: Vec<String>,
}

/// An allocator, or a runtime that maps memory for itself, that could not be
/// read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its name.
    pub name: String,
    /// Why it could not be read.
    pub why: String,
}

/// A container's table among the live objects, told by its bytes. Its slack is
/// a part of the ledger's `other_live`: nobody declared the container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct FoundTable {
    /// Which container's.
    pub kind: &'static str,
    /// Where it is.
    pub address: u64,
    /// Elements in it, a count.
    pub elements: u64,
    /// Elements for which there is room before it grows, a count.
    pub capacity: u64,
    /// Bytes of an element; 1 where it is not known what elements there are,
    /// so that elements are bytes.
    pub element: u64,
    /// Its resident bytes.
    pub resident: u64,
    /// The part of `resident` beyond its elements.
    pub slack: u64,
    /// How well that is known: at most as much where its own bytes tell how
    /// full it is, an estimate where only what seems to be its owner does.
    pub certainty: Certainty,
}

/// Live objects of one size that begin with the same thing, which tells their
/// type: the address of a vtable, of a function, or of a constant.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FoundType {
    /// What they begin with the address of: `vtable for CLASS`, or a symbol.
    pub name: String,
    /// Usable bytes of one.
    pub size: u64,
    /// Objects, a count.
    pub objects: u64,
    /// Usable bytes of all.
    pub bytes: u64,
    /// How well `objects` and `bytes` are known: exact where all objects were
    /// counted, an estimate where a few stand for all.
    pub certainty: Certainty,
}
