//! What an allocator says of itself.

/// The figures an allocator publishes of the whole process, in bytes.
///
/// `None` is a figure that this allocator does not publish. All can rise and
/// fall. They are the allocator's own book-keeping and do not add up to what
/// is resident: it does not know which of its pages the program touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// Set aside for live objects, rounded up to their size classes.
    ///
    /// On glibc this has the headers in it, and free chunks that threads have
    /// cached. On jemalloc it has what threads have cached in it, and it
    /// moves for small objects only when such a cache is filled or flushed.
    pub allocated: Option<u64>,
    /// Whole pages that hold at least one live or cached object; `>=
    /// allocated`, and a multiple of the page size.
    pub active: Option<u64>,
    /// At most so much is resident: `active + dirty + metadata_resident`.
    /// Pages that were never touched are in it, muzzy ones are not.
    pub resident: Option<u64>,
    /// Mapped and not set aside for later; `>= resident` if nothing is huge.
    pub mapped: Option<u64>,
    /// Mapped address space that is kept for later use with no page behind
    /// it; not in `mapped`.
    pub retained: Option<u64>,
    /// The allocator's own tables, as far as they are filled.
    pub metadata: Option<u64>,
    /// Whole pages of those tables, `>= metadata` save for what the allocator
    /// took from its own heap.
    ///
    /// An upper bound of what they have resident, and a loose one: a small
    /// process under jemalloc 5.3.1 counted 2.6 MiB and had touched less than
    /// 0.2, because most of a table that was set aside is never written.
    pub metadata_resident: Option<u64>,
    /// Free pages that were used and not yet given back.
    pub dirty: Option<u64>,
    /// Free pages that the kernel may take back when it needs them.
    pub muzzy: Option<u64>,
    /// Free objects in the caches of all threads; part of `allocated`.
    pub cached_by_threads: Option<u64>,
    /// What the allocator may touch without asking the kernel again; an upper
    /// bound of what it has resident, like `resident`, of allocators that
    /// count no pages.
    pub committed: Option<u64>,
}
