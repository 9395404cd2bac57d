use crate::containers::string;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// A text that was long once, as a buffer for answers is.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "string-growth",
    summary: "String: append lines, cut them off again, keep the room",
    tags: &[Tag::Container],
    names: &["lines"],
    containers: string(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
