use crate::containers::vector;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Pages of a KiB, pushed and popped.
///
/// The vector doubles across the size from which allocators map a block of its
/// own; one that can move a mapping copies nothing from there on.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "vec-doubling",
    summary: "Vec<[u8; 1024]>: push, double past the mapping threshold, pop all",
    tags: &[Tag::Container],
    names: &["pages"],
    containers: vector::<[u8; 1024]>(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
