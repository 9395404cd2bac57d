use crate::containers::lru_cache;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// A cache whose entries have all been evicted: the nodes are freed, the table
/// stays.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "lru-value",
    summary: "LruCache<u64, [u8; 128]>: fill, log a line, evict all",
    tags: &[Tag::Container, Tag::Objects],
    names: &["entries"],
    containers: lru_cache::<[u8; 128]>(),
    stages: Stages::logging(152),
    blames: Blames::Freed,
};
