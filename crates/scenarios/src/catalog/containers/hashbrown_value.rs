use crate::containers::hashbrown_map;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// The table of the std map, without std.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "hashbrown-value",
    summary: "hashbrown::HashMap<u64, [u8; 128]>: fill, remove all",
    tags: &[Tag::Container],
    names: &["entries"],
    containers: hashbrown_map::<[u8; 128]>(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
