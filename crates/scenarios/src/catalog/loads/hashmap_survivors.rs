use crate::containers::{Map, hash_map};
use crate::retention::{Blames, Container, Retention, Stages};
use crate::{Scenario, Tag, random};

/// Boxed values of 128 bytes, of which one in a thousand stays.
///
/// Shows fragmentation. The survivors are those whose insertion index is a
/// multiple of a thousand, so no two share a page, and each keeps the page it
/// lies on resident: about 4 KiB of fragmentation for each survivor, which no
/// purge and no shrinking gives back, because nothing moves a box.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "hashmap-survivors",
    summary: "HashMap<u64, Box<[u8; 128]>>: fill, remove all but one in 1000",
    tags: &[Tag::Default, Tag::Objects],
    names: &["entries"],
    containers: Container {
        drain: |map: &mut Map<_>, plan| {
            for index in (0..plan.elements).filter(|it| it % 1_000 != 0) {
                map.remove(&random::key(plan.seed, index));
            }
        },
        ..hash_map::<Box<[u8; 128]>>()
    },
    stages: Stages::USUAL,
    blames: Blames::Unsaid,
};
