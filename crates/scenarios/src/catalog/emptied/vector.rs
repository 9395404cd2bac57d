//! The Vec<[u8; 128]>, emptied in every way there is. What it says of its own room
//! after each stands beside what it really holds.

use std::mem;

use crate::containers::sized_vector;
use crate::retention::{Blames, Container, Retention, Stages};
use crate::{Plan, Scenario, Tag};

static CLEAR: &dyn Scenario = &emptied(
    "vec-clear",
    "Vec<[u8; 128]>: fill, then clear",
    |vector, _| vector.clear(),
    Blames::Container,
);

static RETAIN: &dyn Scenario = &emptied(
    "vec-retain",
    "Vec<[u8; 128]>: fill, then retain none",
    |vector, _| vector.retain(|_| false),
    Blames::Container,
);

static DRAIN: &dyn Scenario = &emptied(
    "vec-drain",
    "Vec<[u8; 128]>: fill, then drain",
    |vector, _| drop(vector.drain(..)),
    Blames::Container,
);

static TAKE: &dyn Scenario = &emptied(
    "vec-take",
    "Vec<[u8; 128]>: fill, then mem::take",
    |vector, _| drop(mem::take(vector)),
    Blames::Nobody,
);

static REPLACED: &dyn Scenario = &emptied(
    "vec-replaced",
    "Vec<[u8; 128]>: fill, then put a new one in its place",
    |vector, _| *vector = Vec::new(),
    Blames::Nobody,
);

/// In the order in which they are listed and run.
pub(in crate::catalog) static ALL: &[&dyn Scenario] =
    &[CLEAR, RETAIN, DRAIN, TAKE, REPLACED];

const fn emptied(
    name: &'static str,
    summary: &'static str,
    drain: fn(&mut Vec<[u8; 128]>, &Plan),
    blames: Blames,
) -> Retention<Container<Vec<[u8; 128]>>> {
    Retention {
        name,
        summary,
        tags: &[Tag::Container],
        names: &["entries"],
        containers: Container { drain, ..sized_vector() },
        stages: Stages::USUAL,
        blames,
    }
}
