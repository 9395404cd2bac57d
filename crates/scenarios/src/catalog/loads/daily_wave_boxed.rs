use crate::containers::sized_hash_map;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// The same days with each session in a box: what one day frees the next can
/// have again, if the allocator still has it.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "daily-wave-boxed",
    summary: "HashMap<u64, Box<[u8; 128]>>: three days, filled and emptied",
    tags: &[Tag::Objects, Tag::Load],
    names: &["sessions"],
    containers: sized_hash_map::<Box<[u8; 128]>>(),
    stages: Stages { log_line: Some(128), ..Stages::days() },
    blames: Blames::Freed,
};
