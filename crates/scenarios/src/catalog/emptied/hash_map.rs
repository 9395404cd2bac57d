//! The HashMap<u64, [u8; 128]>, emptied in every way there is. What it says of its own room
//! after each stands beside what it really holds.

use std::mem;

use crate::containers::{Map, hash_map};
use crate::retention::{Blames, Container, Retention, Stages};
use crate::{Plan, Scenario, Tag};

static CLEAR: &dyn Scenario = &emptied(
    "hashmap-clear",
    "HashMap<u64, [u8; 128]>: fill, then clear",
    |map, _| map.clear(),
    Blames::Container,
);

static RETAIN: &dyn Scenario = &emptied(
    "hashmap-retain",
    "HashMap<u64, [u8; 128]>: fill, then retain none",
    |map, _| map.retain(|_, _| false),
    Blames::Container,
);

static DRAIN: &dyn Scenario = &emptied(
    "hashmap-drain",
    "HashMap<u64, [u8; 128]>: fill, then drain",
    |map, _| drop(map.drain()),
    Blames::Container,
);

static TAKE: &dyn Scenario = &emptied(
    "hashmap-take",
    "HashMap<u64, [u8; 128]>: fill, then mem::take",
    |map, _| drop(mem::take(map)),
    Blames::Nobody,
);

static REPLACED: &dyn Scenario = &emptied(
    "hashmap-replaced",
    "HashMap<u64, [u8; 128]>: fill, then put a new one in its place",
    |map, _| *map = Map::default(),
    Blames::Nobody,
);

/// In the order in which they are listed and run.
pub(in crate::catalog) static ALL: &[&dyn Scenario] =
    &[CLEAR, RETAIN, DRAIN, TAKE, REPLACED];

const fn emptied(
    name: &'static str,
    summary: &'static str,
    drain: fn(&mut Map<[u8; 128]>, &Plan),
    blames: Blames,
) -> Retention<Container<Map<[u8; 128]>>> {
    Retention {
        name,
        summary,
        tags: &[Tag::Container],
        names: &["entries"],
        containers: Container { drain, ..hash_map() },
        stages: Stages::USUAL,
        blames,
    }
}
