use crate::containers::collected_in_place;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// One in a hundred of a large vector, collected in place.
///
/// `into_iter().filter().collect()` reuses the vector's own block, and keeps
/// all of it for the few that are left.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "vec-collected",
    summary: "Vec: collect one in 100 of it, in place: the room stays",
    tags: &[Tag::Container],
    names: &["rows"],
    containers: collected_in_place::<[u64; 4]>(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
