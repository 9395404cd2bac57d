use crate::containers::vector;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Numbers, pushed one by one and popped again.
///
/// Each time the vector is full it moves to twice the room, so that at its
/// peak up to a half of it was never used; and it keeps all of it when the
/// last number has gone, as a queue or a buffer of a server does.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "vec-growth",
    summary: "Vec<u64>: push one by one, pop all, keep the room",
    tags: &[Tag::Container],
    names: &["numbers"],
    containers: vector::<u64>(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
