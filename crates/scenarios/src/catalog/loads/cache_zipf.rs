use crate::containers::zipf_cache;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Pages by key, in a cache of bounded size, where few keys have most of the
/// requests; then all are evicted, in the order of their use. That has nothing
/// to do with where they lie: the few that a thread cache keeps of them may
/// lie on as many pages, and whose these are, each allocator tells otherwise.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "cache-zipf",
    summary: "a bounded LruCache under skewed keys, evicted at last",
    tags: &[Tag::Objects, Tag::Load],
    names: &["cache"],
    containers: zipf_cache::<[u8; 256]>(),
    stages: Stages::logging(280),
    blames: Blames::Unsaid,
};
