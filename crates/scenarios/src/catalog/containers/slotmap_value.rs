use crate::containers::slot_map;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Places that remember their version, so that they cannot be given up.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "slotmap-value",
    summary: "SlotMap<_, [u8; 128]>: insert, remove all, keep the slots",
    tags: &[Tag::Container],
    names: &["slots"],
    containers: slot_map::<[u8; 128]>(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
