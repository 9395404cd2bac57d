//! What one reading of a process shows.

use residue_ledger::{ContainerRow, Ledger, NotHeap};

/// One reading of a process. All figures are bytes unless said otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The phase marked last; `None` before the first, or untracked.
    pub phase: Option<PhaseSeen>,
    /// Physical memory mapped into the process: the sum of `Rss` over all its
    /// mappings.
    pub resident: u64,
    /// Of each resident page its part, one in as many processes as have it:
    /// the sum of `Pss` over all mappings; at most resident.
    pub proportional: u64,
    /// The part of resident that is the segment itself.
    pub observer: u64,
    /// The part of resident that lies in heap areas: all rows of the ledger
    /// but `program`, and the residual. Known even without a tracker.
    pub heap: u64,
    /// Bytes in swap; not part of resident.
    pub swapped: u64,
    /// The part of resident that the kernel may take back at any time.
    pub lazy_free: u64,
    /// Highest resident since the process began, or since
    /// [`reset_peak`](crate::Observer::reset_peak). The kernel counts it in
    /// batches, so that it is good to a few hundred KiB.
    pub peak_resident: u64,
    /// What the tracker counted; `None` without one.
    pub counters: Option<Counters>,
    /// Requested bytes of all live objects, where no tracker counts them and
    /// the allocators tell.
    pub requested: Option<u64>,
    /// What the allocator set aside for all live objects: the sum of their
    /// usable sizes, at least live.
    pub allocated: Option<u64>,
    /// Live bytes on pages that are not resident, and so in no row.
    pub untouched: Option<u64>,
    /// Where the resident bytes are.
    pub ledger: Ledger,
    /// The named containers, those of one name together, in the order in
    /// which they were named.
    pub containers: Vec<ContainerRow>,
    /// What the ledger's `program` consists of, by kind and name.
    pub not_heap: Vec<NotHeap>,
    /// What the allocator says of itself, by the figure's name.
    pub statistics: Vec<(&'static str, u64)>,
    /// The fields that are not known, and why.
    pub absent: Vec<(&'static str, String)>,
    /// What does not fit together in what was read.
    pub warnings: Vec<String>,
}

/// The phase that the process marked last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseSeen {
    /// The phase's name.
    pub name: String,
    /// Phases marked so far. Only grows.
    pub sequence: u64,
    /// Nanoseconds from leaving the phase before to reaching this one.
    pub elapsed_ns: u64,
    /// Highest live bytes of that time.
    pub peak_live: u64,
    /// Nanoseconds that the process had stood still for when it said the
    /// phase.
    pub prepare_ns: u64,
    /// Processor time of all threads, in nanoseconds, of the same time as
    /// `elapsed_ns`.
    pub processor_ns: u64,
}

/// What the tracker counted, over all threads, past ones too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Allocations that succeeded, a count. Only grows.
    pub allocations: u64,
    /// Frees, a count. Only grows; at most `allocations`.
    pub frees: u64,
    /// Requested bytes of every allocation not yet freed.
    pub live: u64,
    /// Bytes ever requested. Only grows; at least `live`.
    pub total: u64,
    /// Highest `live` ever. Only grows; at least `live`.
    pub peak_live: u64,
}
