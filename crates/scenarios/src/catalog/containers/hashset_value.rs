use crate::containers::hash_set;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Digests that were seen once.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "hashset-value",
    summary: "HashSet<[u64; 4]>: insert, remove all, keep the table",
    tags: &[Tag::Container],
    names: &["digests"],
    containers: hash_set::<[u64; 4]>(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
