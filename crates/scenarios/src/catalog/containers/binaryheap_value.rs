use crate::containers::binary_heap;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Timers that have all fired.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "binaryheap-value",
    summary: "BinaryHeap<[u64; 16]>: push, pop all, keep the room",
    tags: &[Tag::Container],
    names: &["timers"],
    containers: binary_heap::<[u64; 16]>(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
