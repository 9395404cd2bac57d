use crate::containers::boxed_tree;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// A tree of trait objects, as a parser builds it, thrown away as a whole.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "tree-boxed",
    summary: "a tree of Box<dyn Trait>: build, write a log line, throw away",
    tags: &[Tag::Objects],
    names: &["tree"],
    containers: boxed_tree(),
    stages: Stages::logging(144),
    blames: Blames::Freed,
};
