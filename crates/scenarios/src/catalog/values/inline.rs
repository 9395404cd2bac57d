//! Values of other sizes in the table itself: what the container keeps of
//! them.

use crate::containers::{Map, Value, hash_map};
use crate::retention::{Blames, Container, Retention, Stages};
use crate::{Scenario, Tag};

static OF_8: &dyn Scenario = &inline::<[u8; 8]>(
    "hashmap-inline-8",
    "HashMap<u64, [u8; 8]>: fill, remove all, keep the table",
    Blames::Container,
);

static OF_64: &dyn Scenario = &inline::<[u8; 64]>(
    "hashmap-inline-64",
    "HashMap<u64, [u8; 64]>: fill, remove all, keep the table",
    Blames::Container,
);

static OF_129: &dyn Scenario = &inline::<[u8; 129]>(
    "hashmap-inline-129",
    "HashMap<u64, [u8; 129]>: fill, remove all, keep the table",
    Blames::Container,
);

/// Some pages of so wide a table lie between its entries and were never
/// touched; how many, chance says.
static OF_1024: &dyn Scenario = &inline::<[u8; 1024]>(
    "hashmap-inline-1024",
    "HashMap<u64, [u8; 1024]>: fill, remove all, keep the table",
    Blames::Unsaid,
);

/// In the order in which they are listed and run.
pub(in crate::catalog) static ALL: &[&dyn Scenario] =
    &[OF_8, OF_64, OF_129, OF_1024];

const fn inline<V: Value>(
    name: &'static str,
    summary: &'static str,
    blames: Blames,
) -> Retention<Container<Map<V>>> {
    Retention {
        name,
        summary,
        tags: &[Tag::Container],
        names: &["entries"],
        containers: hash_map::<V>(),
        stages: Stages::USUAL,
        blames,
    }
}
