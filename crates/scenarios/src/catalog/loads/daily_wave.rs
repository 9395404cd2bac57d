use crate::containers::hash_map;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Sessions of three days, all gone by night.
///
/// Shows whether the peak ratchets: whether the second day needs more than the
/// first, because what the first left behind does not fit.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "daily-wave",
    summary: "HashMap<u64, [u8; 128]>: three days, each filled and emptied",
    tags: &[Tag::Container, Tag::Load],
    names: &["sessions"],
    containers: hash_map::<[u8; 128]>(),
    stages: Stages::days(),
    blames: Blames::Container,
};
