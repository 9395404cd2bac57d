//! What a program asks for is what another counter counts: the same scenarios
//! under `stats_alloc`, phase by phase, to the byte.
//!
//! The counter sees the whole process, so this is a program of its own.

#[expect(dead_code, reason = "other tests use more of it")]
#[path = "tests/util.rs"]
mod util;

use residue_scenarios::{Holding, Host, Ladder, Plan, Scenario};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Live bytes, allocations and frees, of which a reallocation is one each.
fn counted() -> [i64; 3] {
    let stats = ALLOCATOR.stats();
    [
        stats.bytes_allocated as i64 - stats.bytes_deallocated as i64,
        (stats.allocations + stats.reallocations) as i64,
        (stats.deallocations + stats.reallocations) as i64,
    ]
}

/// Takes notes in memory that was allocated before.
struct Notes(Vec<(&'static str, [i64; 3])>);

impl Host for Notes {
    fn within(&mut self, _: &'static str, work: &mut dyn FnMut()) {
        work();
    }

    fn declare(&mut self, _: Holding) {}

    fn mark(&mut self, phase: &'static str) {
        assert!(self.0.len() < self.0.capacity(), "notes must not allocate");
        self.0.push((phase, counted()));
    }

    fn settle(&mut self) {}

    fn collect(&mut self) {}
}

/// The same scenario here, relative to its first phase.
fn course(scenario: &dyn Scenario, elements: u64) -> Notes {
    let mut notes = Notes(Vec::with_capacity(16));
    let plan = Plan { elements, seed: 1, ladder: Ladder::Shrink };
    scenario.run(&plan, &mut notes);
    let first = notes.0[0].1;
    for (_, figures) in &mut notes.0 {
        for (figure, first) in figures.iter_mut().zip(first) {
            *figure -= first;
        }
    }
    notes
}

fn main() {
    let retention = util::retention().probes.iter();
    let controls = util::controls("system").probes.iter();
    let mut moved = 0;
    for probe in retention.chain(controls) {
        let scenario = residue_scenarios::find(&probe.scenario);
        let scenario = scenario.expect("a scenario of the list");
        let counted = course(scenario, probe.elements);
        assert_eq!(probe.course(), counted.0, "{}", probe.title());
        moved += counted.0.iter().filter(|(_, [live, ..])| *live > 0).count();
    }
    assert!(moved > 100, "the figures compared are not all 0: {moved}");
}
