use crate::containers::vec_deque;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// A queue of jobs that was long once.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "vecdeque-value",
    summary: "VecDeque<[u8; 128]>: push at the back, pop all at the front",
    tags: &[Tag::Container],
    names: &["jobs"],
    containers: vec_deque::<[u8; 128]>(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
