use crate::containers::linked_list;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Each element in a node of its own: the list keeps nothing, so that all is the
/// allocator's.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "linkedlist-value",
    summary: "LinkedList<[u8; 128]>: push, write a log line, pop all",
    tags: &[Tag::Objects],
    names: &["entries"],
    containers: linked_list::<[u8; 128]>(),
    stages: Stages::logging(144),
    blames: Blames::Freed,
};
