use super::labels::ARROW;
use crate::containers::arrow_buffer;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// A column of text that was long once.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: ARROW.name,
    summary: ARROW.summary,
    tags: &[Tag::Container, Tag::Library],
    names: &["column"],
    containers: arrow_buffer(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
