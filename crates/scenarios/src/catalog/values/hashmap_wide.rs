use crate::containers::hash_map;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Values of 129 bytes: one map holds them inline, another boxed.
///
/// Go boxes map values of more than 128 bytes by itself; Rust stores whatever
/// it is given in the table. This shows what either costs. The one byte past
/// 128 widens an inline entry from 136 to 144 bytes, for every bucket whether
/// used or not: 290 MiB for a million entries, all of it kept by the
/// container when they are removed. The boxed map keeps 34 MiB, and leaves
/// its boxes to the allocator.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "hashmap-wide",
    summary: "values of 129 bytes, inline in one map and boxed in another",
    tags: &[Tag::Default, Tag::Container, Tag::Objects],
    // Boxed first. The growing tables of the inline map teach glibc to take
    // blocks of many megabytes from its heap; the tables of the boxed map
    // would then leave holes among the boxes, and the log line would lie in
    // one of them rather than above the boxes.
    names: &["boxed", "inline"],
    containers: (hash_map::<Box<[u8; 129]>>(), hash_map::<[u8; 129]>()),
    stages: Stages::logging(129),
    blames: Blames::Unsaid,
};
