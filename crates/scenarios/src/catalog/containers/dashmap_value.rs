use crate::containers::dash_map;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Four tables behind a lock each: all of them stay.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "dashmap-value",
    summary: "DashMap<u64, [u8; 128]>: fill, remove all, keep the tables",
    tags: &[Tag::Container],
    names: &["entries"],
    containers: dash_map::<[u8; 128]>(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
