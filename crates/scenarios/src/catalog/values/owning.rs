//! Values with a heap of their own, in a map that was made for them: what the
//! allocator keeps of them.

use std::sync::Arc;

use crate::containers::{Map, Value, sized_hash_map};
use crate::retention::{Blames, Container, Retention, Stages};
use crate::{Scenario, Tag};

static BOX_64: &dyn Scenario = &owning::<Box<[u8; 64]>>(
    "hashmap-boxed-64",
    "HashMap<u64, Box<[u8; 64]>>: fill, write a log line, remove all",
    64,
);

static BOX_128: &dyn Scenario = &owning::<Box<[u8; 128]>>(
    "hashmap-boxed-128",
    "HashMap<u64, Box<[u8; 128]>>: fill, write a log line, remove all",
    128,
);

static BOX_129: &dyn Scenario = &owning::<Box<[u8; 129]>>(
    "hashmap-boxed-129",
    "HashMap<u64, Box<[u8; 129]>>: fill, write a log line, remove all",
    129,
);

static BOX_1024: &dyn Scenario = &owning::<Box<[u8; 1024]>>(
    "hashmap-boxed-1024",
    "HashMap<u64, Box<[u8; 1024]>>: fill, write a log line, remove all",
    1024,
);

static TEXT: &dyn Scenario = &owning::<String>(
    "hashmap-string",
    "HashMap<u64, String>: fill, write a log line, remove all",
    96,
);

static ARC: &dyn Scenario = &owning::<Arc<[u8; 128]>>(
    "hashmap-arc",
    "HashMap<u64, Arc<[u8; 128]>>: fill, write a log line, remove all",
    144,
);

/// In the order in which they are listed and run.
pub(in crate::catalog) static ALL: &[&dyn Scenario] =
    &[BOX_64, BOX_128, BOX_129, BOX_1024, TEXT, ARC];

const fn owning<V: Value>(
    name: &'static str,
    summary: &'static str,
    line: usize,
) -> Retention<Container<Map<V>>> {
    Retention {
        name,
        summary,
        tags: &[Tag::Objects],
        names: &["entries"],
        containers: sized_hash_map::<V>(),
        stages: Stages::logging(line),
        blames: Blames::Freed,
    }
}
