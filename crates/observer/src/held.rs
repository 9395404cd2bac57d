//! What a tracked process holds, as its segment alone tells.

use crate::Counters;
use residue_ledger::ContainerRow;

/// What a tracked process holds, as its segment alone tells: readable while
/// the process goes on, and after it has ended for as long as somebody keeps
/// the segment. Nothing is known here of what is resident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The process, as it sees itself.
    pub pid: u64,
    /// What it counted.
    pub counters: Counters,
    /// Its live objects, or why the map does not show them.
    pub objects: Result<HeldObjects, String>,
    /// Whether the segment could only be copied, when the process was looked
    /// at last: all figures are of then.
    pub is_copy: bool,
}

/// The live objects of a map. All figures are requested bytes, resident or
/// not; those of small objects of no container are rounded up to 8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldObjects {
    /// Objects, a count.
    pub objects: u64,
    /// Bytes of all of them.
    pub bytes: u64,
    /// The containers that the program names, those of one name together.
    pub containers: Vec<ContainerRow>,
    /// By size, smallest first. Above 1,008 bytes four classes share a
    /// doubling.
    pub by_size: Vec<HeldClass>,
    /// The largest, largest first.
    pub largest: Vec<HeldObject>,
    /// What does not fit together in what was read.
    pub warnings: Vec<String>,
}

/// Live objects of about one size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeldClass {
    /// Bytes of the largest that belongs here.
    pub most: u64,
    /// Objects, a count.
    pub objects: u64,
    /// Bytes of all of them; at most `most` each.
    pub bytes: u64,
}

/// A large live object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldObject {
    /// Where it is, or was.
    pub address: u64,
    /// Its bytes.
    pub size: u64,
    /// The container that holds it, if one does.
    pub container: Option<String>,
}
