//! What a look from outside tells beside the ledger.

use residue_ledger::NotHeap;

/// What a look at a process from outside tells beside its ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// Containers' tables among the live objects.
    pub tables: Vec<FoundTable>,
    /// What is not heap, those with most resident bytes first.
    pub parts: Vec<NotHeap>,
    /// Objects that the program freed and the allocator keeps at hand, by
    /// where, in resident bytes.
    pub held: Vec<(&'static str, u64)>,
    /// What the remedies of the allocators would give back, in resident
    /// bytes, computed without trying them.
    pub reclaimable: Option<u64>,
    /// Allocators that are there but could not be read, and why.
    pub refused: Vec<String>,
    /// What the reader should know of the figures. Sentences.
    pub notes: Vec<String>,
}

/// A container's table among the live objects, told by its bytes. Its slack is
/// a part of the ledger's `other_live`: nobody declared the container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FoundTable {
    /// Which container's.
    pub kind: &'static str,
    /// Where it is.
    pub address: u64,
    /// Elements in it, a count.
    pub elements: u64,
    /// Elements for which there is room before it grows, a count.
    pub capacity: u64,
    /// Bytes of an element.
    pub element: u64,
    /// Its resident bytes.
    pub resident: u64,
    /// The part of `resident` beyond its elements.
    pub slack: u64,
}
