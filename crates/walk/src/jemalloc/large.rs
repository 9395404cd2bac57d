//! The usable size of a large object.

use super::classes;
use super::tree::{Extent, State};

/// Whether extents of large objects are a page longer than the object, so
/// that jemalloc can shift it against the caches of the processor.
///
/// A build option; what is in the process shows it. An object that does not
/// begin its first page has been shifted. Otherwise the size of the class
/// tells: it is the extent's, or a page less.
pub(super) fn is_padded(page: u64, extents: &[Extent]) -> bool {
    let mut large = extents
        .iter()
        .filter(|extent| extent.state == State::Active && !extent.slab);
    if large.clone().any(|extent| extent.address != extent.base) {
        return true;
    }
    // Objects that a profiler has sampled are small and have an extent of
    // their own; their class tells nothing.
    let small = |extent: &Extent| {
        classes::size(extent.class).is_none_or(|size| size < 4 * page)
    };
    large.any(|extent| {
        !small(extent)
            && classes::index(extent.size) != Some(extent.class)
            && classes::index(extent.size - page) == Some(extent.class)
    })
}

/// Usable bytes of the object of `extent`.
///
/// With the size classes of large objects switched off, the class is the next
/// one above, and the extent says how much there really is.
pub(super) fn usable(extent: &Extent, page: u64, padded: bool) -> u64 {
    let pad = if padded { page } else { 0 };
    let room = extent.size.saturating_sub(pad);
    classes::size(extent.class).map_or(room, |size| size.min(room))
}
