use crate::containers::slab;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Places of connections, all closed.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "slab-value",
    summary: "Slab<[u8; 128]>: insert, remove all, keep the places",
    tags: &[Tag::Container],
    names: &["places"],
    containers: slab::<[u8; 128]>(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
