use crate::containers::window;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// The last so many of a stream, until the stream ends.
///
/// Its peak does not come from its load, which is level: once the window was
/// full, its ring was written to all around.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "sliding-window",
    summary: "VecDeque<[u8; 128]>: a window over a stream, which then ends",
    tags: &[Tag::Container, Tag::Load],
    names: &["window"],
    containers: window::<[u8; 128]>(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
