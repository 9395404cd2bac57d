use std::thread;

use crate::containers::{Value, vector};
use crate::retention::{Blames, Container, Peak, Retention, Stages};
use crate::{Scenario, Tag, random};

/// One thread makes all of it, another one frees it and exits.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "threads-free-elsewhere",
    summary: "Vec<Box<[u8; 128]>>: filled here, freed by another thread",
    tags: &[Tag::Objects, Tag::Threads],
    names: &["messages"],
    containers: Container {
        fill: |vector: &mut Vec<Box<[u8; 128]>>, plan| {
            vector.reserve_exact(plan.elements as usize);
            vector.extend(random::keys(plan).map(Value::of));
        },
        drain: |vector, _| {
            thread::scope(|scope| {
                let freed = scope.spawn(|| vector.clear()).join();
                freed.expect("a thread that only frees");
            });
        },
        peak: |elements| {
            let thread = 4 * 1024;
            let one = size_of::<(u64, [u8; 128])>() as u64;
            let bytes = elements.saturating_mul(one).saturating_add(thread);
            Peak { slack: Some(0), bytes }
        },
        ..vector()
    },
    stages: Stages::logging(128),
    blames: Blames::Freed,
};
