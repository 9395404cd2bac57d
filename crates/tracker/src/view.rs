//! What only the allocator knows, and the observer asks for.

use crate::static_ref::StaticRef;
use residue_segment::StatisticTable;

/// What the inner allocator can tell about its objects and itself. Asked only
/// at a [`mark`](crate::mark) under an observer.
#[derive(Clone, Copy, Debug)]
pub struct AllocatorView {
    /// Usable size of a live object, in bytes, such as
    /// `malloc_usable_size`. It is called with addresses of live objects
    /// only, and must not allocate.
    pub usable_size: unsafe fn(*const u8) -> usize,
    /// The least usable size that an object of a size can have, or the size
    /// itself where that is not known. An object whose neighbour leaves it no
    /// more room is not asked for its own.
    pub least_usable_size: fn(usize) -> usize,
    /// Whether no other thread allocates or frees while a phase is marked.
    /// Only then is the allocator asked in a process of several threads: one
    /// of them might free the very object. Else those objects' usable sizes
    /// are absent that cannot be told from where they lie.
    pub others_wait: bool,
    /// Bytes in front of each object that belong to it and are no part of
    /// its usable size: 8 under glibc, 0 under most others.
    pub object_header: u64,
    /// Writes the allocator's own statistics. It must not allocate.
    pub statistics: fn(&StatisticTable),
}

static VIEW: StaticRef<AllocatorView> = StaticRef::empty();

/// Says what the inner allocator can tell, so that `rounding`, `allocated`
/// and `metadata` can be known. Without it they are absent, and rounding
/// stands in `fragmentation`.
pub fn describe_allocator(view: &'static AllocatorView) {
    VIEW.set(view);
}

/// What was last described.
pub(crate) fn view() -> Option<&'static AllocatorView> {
    VIEW.get()
}
