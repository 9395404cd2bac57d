use crate::containers::hash_map;
use crate::retention::{Blames, Retention, Stages};
use crate::{Scenario, Tag};

/// Values of 128 bytes, each in a box of its own.
///
/// Shows both retentions at once. The table of a million entries is 34.0 MiB
/// and stays with the container, as in `hashmap-value`; the 122 MiB of boxes
/// are freed, and stay with the allocator. On glibc that takes one live
/// allocation above the boxes: without it the freed boxes are the top of the
/// heap, which `free` trims by itself. A program at its peak always makes
/// some such allocation, here a line of log.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "hashmap-pointer",
    summary: "HashMap<u64, Box<[u8; 128]>>: fill, write a log line, remove all",
    tags: &[Tag::Default, Tag::Container, Tag::Objects],
    names: &["entries"],
    containers: hash_map::<Box<[u8; 128]>>(),
    stages: Stages::logging(128),
    blames: Blames::Unsaid,
};
