//! Equal plans make equal allocations.
//!
//! The counters see the whole process, so this is a program of its own.

mod common;
#[path = "common/ladders.rs"]
mod ladders;

use std::alloc::System;

use common::{Recorder, plan};
use ladders::LADDERS;
use residue_scenarios::{Plan, Scenario, all};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, Stats, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What one run allocated and freed in all, and the live bytes at each phase.
type Course = (Stats, Vec<(&'static str, u64)>);

fn course(scenario: &dyn Scenario, plan: &Plan) -> Course {
    let live = || {
        let stats = ALLOCATOR.stats();
        (stats.bytes_allocated - stats.bytes_deallocated) as u64
    };
    let mut recorder = Recorder::new(live);
    let before = live();
    let region = Region::new(ALLOCATOR);
    scenario.run(plan, &mut recorder);
    let change = region.change();
    let above = |(phase, live): (&'static str, u64)| (phase, live - before);
    (change, recorder.readings.into_iter().map(above).collect())
}

/// Threads that come and go leave something in std, when it suits them.
fn repeats(scenario: &&&dyn Scenario) -> bool {
    scenario.is_deterministic() || scenario.name() == "threads-exchange"
}

fn equal_plans_make_equal_allocations() {
    let mut shapes = 0;
    for scenario in all().iter().filter(repeats) {
        // What a process allocates only once is not the scenario's.
        course(*scenario, &plan(1));
        for (ladder, elements) in LADDERS
            .into_iter()
            .flat_map(|ladder| [1, 7, 1_000].map(|n| (ladder, n)))
        {
            let plan = Plan { ladder, ..plan(elements) };
            let once = course(*scenario, &plan);
            let again = course(*scenario, &plan);
            assert_eq!(once, again, "{} {plan:?}", scenario.name());
            let other = Plan { seed: 43, ..plan };
            shapes += usize::from(course(*scenario, &other) != once);
        }
    }
    // Positive control: sizes that depend on the seed are seen to differ.
    assert!(shapes > 0, "no seed changes any allocation");
}

fn main() {
    equal_plans_make_equal_allocations();
}
