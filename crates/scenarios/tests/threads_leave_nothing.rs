//! After eight threads have come, freed each other's memory and gone twice,
//! every byte has been freed.
//!
//! The counters see the whole process, so this is a program of its own.

mod common;

use std::alloc::System;

use common::{Recorder, plan};
use residue_scenarios::find;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn live() -> u64 {
    let stats = ALLOCATOR.stats();
    (stats.bytes_allocated - stats.bytes_deallocated) as u64
}

fn live_returns_to_its_baseline_to_the_byte() {
    let scenario = find("threads-exchange").expect("listed");
    let mut recorder = Recorder::new(live);
    scenario.run(&plan(100_000), &mut recorder);
    let at = |phase| {
        let reading = recorder.readings.iter().find(|(name, _)| *name == phase);
        reading.expect("the phase").1
    };
    // Positive control: objects are alive while no thread is.
    assert!(at("filled") > at("baseline") + 100_000 / 2 * 16);
    assert_eq!(at("dropped"), at("baseline"));
}

fn main() {
    live_returns_to_its_baseline_to_the_byte();
}
