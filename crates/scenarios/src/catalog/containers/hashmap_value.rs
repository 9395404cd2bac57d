use crate::containers::hash_map;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Values of 128 bytes, stored in the table itself.
///
/// Shows retention by the container alone. A million entries of 136 bytes lie
/// in a table of 2,097,152 buckets, 274.0 MiB in one piece. `remove` only
/// marks buckets as free, so after the last element has gone the table is as
/// large as at the peak, all of it slack. `shrink_to_fit` frees it, and every
/// allocator gives a block of that size back to the system: at once, or when
/// asked to collect.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "hashmap-value",
    summary: "HashMap<u64, [u8; 128]>: fill, remove all, keep the table",
    tags: &[Tag::Default, Tag::Container],
    names: &["entries"],
    containers: hash_map::<[u8; 128]>(),
    stages: Stages::USUAL,
    blames: Blames::Container,
};
