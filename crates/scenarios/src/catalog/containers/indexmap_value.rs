use crate::containers::index_map;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// A vector of entries and a table of their places: both stay.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "indexmap-value",
    summary: "IndexMap<u64, [u8; 128]>: fill, remove all, keep both parts",
    tags: &[Tag::Container],
    names: &["entries"],
    containers: index_map::<[u8; 128]>(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
