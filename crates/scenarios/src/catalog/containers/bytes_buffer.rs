use crate::containers::bytes_mut;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// A buffer of a connection that once had a long answer.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "bytes-buffer",
    summary: "BytesMut: write lines, cut them off again, keep the room",
    tags: &[Tag::Container],
    names: &["lines"],
    containers: bytes_mut(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
