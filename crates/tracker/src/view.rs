//! What only the allocator knows, and the observer asks for.

use residue_segment::StatisticTable;
use std::sync::atomic::AtomicPtr;
use std::sync::atomic::Ordering::{Acquire, Release};

/// What the inner allocator can tell about its objects and itself. Asked only
/// at a [`mark`](crate::mark) under an observer.
#[derive(Clone, Copy, Debug)]
pub struct AllocatorView {
    /// Usable size of a live object, in bytes, such as
    /// `malloc_usable_size`. It is called with addresses of live objects
    /// only, and must not allocate.
    pub usable_size: unsafe fn(*const u8) -> usize,
    /// Bytes in front of each object that belong to it and are no part of
    /// its usable size: 8 under glibc, 0 under most others.
    pub object_header: u64,
    /// Writes the allocator's own statistics. It must not allocate.
    pub statistics: fn(&StatisticTable),
}

static VIEW: AtomicPtr<AllocatorView> = AtomicPtr::new(std::ptr::null_mut());

/// Says what the inner allocator can tell, so that `rounding`, `allocated`
/// and `metadata` can be known. Without it they are absent, and rounding
/// stands in `fragmentation`.
pub fn describe_allocator(view: &'static AllocatorView) {
    VIEW.store(std::ptr::from_ref(view).cast_mut(), Release);
}

/// What was last described.
pub(crate) fn view() -> Option<&'static AllocatorView> {
    crate::memory::allocator_view(VIEW.load(Acquire))
}
