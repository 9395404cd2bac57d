use crate::containers::zipf_cache;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Pages by key, in a cache of bounded size, where few keys have most of the
/// requests; then all are evicted.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "cache-zipf",
    summary: "a bounded LruCache under skewed keys, evicted at last",
    tags: &[Tag::Objects, Tag::Load],
    names: &["cache"],
    containers: zipf_cache::<[u8; 1024]>(),
    stages: Stages::logging(1048),
    blames: Blames::Freed,
};
