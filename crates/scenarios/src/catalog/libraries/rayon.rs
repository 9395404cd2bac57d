use std::sync::Mutex;
use std::thread::{self, JoinHandle};

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use super::labels::RAYON;
use crate::containers::{Value, sized_vector};
use crate::retention::{Blames, Container, Peak, Retention, Stages};
use crate::{Plan, Scenario, Tag, random};

type Made = Box<[u8; 128]>;

const THREADS: usize = 4;

/// Room for the pool: its threads, and queues of a fixed length.
const ASIDE: u64 = 256 * 1024;

/// Objects that four threads make, which are gone before anything is freed.
pub(super) static SCENARIO: &dyn Scenario = &Retention {
    name: RAYON.name,
    summary: RAYON.summary,
    tags: &[Tag::Objects, Tag::Threads, Tag::Library],
    names: &["objects"],
    containers: Container {
        fill: collect,
        drain: |objects, _| objects.clear(),
        peak: |elements| {
            let one = size_of::<Made>() as u64 + Made::OWNED;
            let bytes = elements.saturating_mul(one).saturating_add(ASIDE);
            Peak { slack: None, bytes }
        },
        ..sized_vector::<Made>()
    },
    stages: Stages::logging(128),
    blames: Blames::Freed,
};

fn collect(objects: &mut Vec<Made>, plan: &Plan) {
    objects.reserve_exact(plan.elements as usize);
    let threads = Mutex::new(Vec::<JoinHandle<()>>::new());
    let pool = ThreadPoolBuilder::new().num_threads(THREADS);
    let pool = pool.spawn_handler(|thread| {
        let thread = thread::spawn(|| thread.run());
        threads.lock().expect("nobody panics").push(thread);
        Ok(())
    });
    let pool = pool.build().expect("threads can be started");
    let made = |turn| Made::of(random::key(plan.seed, turn));
    let turns = (0..plan.elements as usize).into_par_iter();
    pool.install(|| {
        turns.map(|turn| made(turn as u64)).collect_into_vec(objects);
    });
    drop(pool);
    // To drop a pool only asks its threads to end.
    for thread in threads.into_inner().expect("nobody panics") {
        thread.join().expect("a thread that only allocates");
    }
}
