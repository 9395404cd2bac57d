//! Threads that allocate, free what they allocated, and idle or exit: what is
//! kept for them.

use crate::containers::{Crew, crew};
use crate::retention::{Blames, Container, Retention, Stages};
use crate::{Scenario, Tag};

static IDLE_1: &dyn Scenario = &threads(
    "threads-1-idle",
    "1 thread: allocate, free, idle",
    crew::<Box<[u8; 128]>, 1, true>(),
);

static EXIT_1: &dyn Scenario = &threads(
    "threads-1-exit",
    "1 thread: allocate, free, exit",
    crew::<Box<[u8; 128]>, 1, false>(),
);

static IDLE_4: &dyn Scenario = &threads(
    "threads-4-idle",
    "4 threads: allocate, free, idle",
    crew::<Box<[u8; 128]>, 4, true>(),
);

static EXIT_4: &dyn Scenario = &threads(
    "threads-4-exit",
    "4 threads: allocate, free, exit",
    crew::<Box<[u8; 128]>, 4, false>(),
);

static IDLE_16: &dyn Scenario = &threads(
    "threads-16-idle",
    "16 threads: allocate, free, idle",
    crew::<Box<[u8; 128]>, 16, true>(),
);

static EXIT_16: &dyn Scenario = &threads(
    "threads-16-exit",
    "16 threads: allocate, free, exit",
    crew::<Box<[u8; 128]>, 16, false>(),
);

static IDLE_64: &dyn Scenario = &threads(
    "threads-64-idle",
    "64 threads: allocate, free, idle",
    crew::<Box<[u8; 128]>, 64, true>(),
);

static EXIT_64: &dyn Scenario = &threads(
    "threads-64-exit",
    "64 threads: allocate, free, exit",
    crew::<Box<[u8; 128]>, 64, false>(),
);

/// In the order in which they are listed and run.
pub(in crate::catalog) static ALL: &[&dyn Scenario] =
    &[IDLE_1, EXIT_1, IDLE_4, EXIT_4, IDLE_16, EXIT_16, IDLE_64, EXIT_64];

const fn threads(
    name: &'static str,
    summary: &'static str,
    containers: Container<Crew>,
) -> Retention<Container<Crew>> {
    Retention {
        name,
        summary,
        tags: &[Tag::Objects, Tag::Threads],
        names: &["crew"],
        containers,
        stages: Stages::USUAL,
        blames: Blames::Unsaid,
    }
}
