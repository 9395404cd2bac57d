//! Where the segments of a process are: they show by themselves what they
//! are, and bear one cookie.

use super::layout::SegmentLayout;
use super::segment;
use crate::{Memory, Target};

/// The layout of the process's segments, if it has any.
pub(in crate::mimalloc) fn find(
    target: &Target<'_>,
    memory: &dyn Memory,
) -> Option<SegmentLayout> {
    let mut places = segment::places(target.mappings);
    places.find_map(|address| SegmentLayout::of(memory, address))
}
