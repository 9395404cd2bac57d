use crate::containers::btree_map;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Values of 128 bytes in the nodes of a tree, by ascending key.
///
/// Shows the opposite of `hashmap-value`: a tree gives its nodes back as it
/// is emptied, and keeps one. What it costs is room in the nodes, which
/// ascending keys leave little more than half full, and that its memory goes
/// back to the allocator in pieces of 1.5 KiB.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "btreemap-value",
    summary: "BTreeMap<u64, [u8; 128]>: fill in ascending order, remove all",
    tags: &[Tag::Container],
    names: &["entries"],
    containers: btree_map::<[u8; 128]>(),
    stages: Stages::USUAL,
    blames: Blames::Freed,
};
