use std::thread;

use crate::containers::sized_vector;
use crate::retention::{Blames, Container, Peak, Retention, Stages};
use crate::{Scenario, Tag};

/// One thread makes all of it, another one frees it and exits.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: "threads-free-elsewhere",
    summary: "Vec<Box<[u8; 128]>>: filled here, freed by another thread",
    tags: &[Tag::Objects, Tag::Threads],
    names: &["messages"],
    containers: Container {
        drain: |vector: &mut Vec<Box<[u8; 128]>>, _| {
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
        ..sized_vector()
    },
    stages: Stages::logging(128),
    blames: Blames::Freed,
};
