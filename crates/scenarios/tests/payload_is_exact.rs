//! Live bytes of a container are its table and what its elements own: so the
//! payload a scenario declares can be told from what was allocated.
//!
//! The counters see the whole process, so this is a program of its own.

mod common;

use std::alloc::System;

use common::{Note, Recorder, plan};
use residue_scenarios::find;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Bytes of id, name and orders in the table.
const ENTRY: u64 = 8 + 16 + 16;

fn live() -> u64 {
    let stats = ALLOCATOR.stats();
    (stats.bytes_allocated - stats.bytes_deallocated) as u64
}

fn table(buckets: u64) -> u64 {
    buckets * ENTRY + buckets + 16
}

fn payload_of_the_cache_is_what_was_allocated_less_the_buckets() {
    let scenario = find("customer-cache").expect("listed");
    let mut recorder = Recorder::new(live);
    let before = live();
    scenario.run(&plan(10_000), &mut recorder);

    let declared = recorder.notes.iter().filter_map(|note| match note {
        Note::Declared(holding) => Some(*holding),
        _ => None,
    });
    let phases = recorder.readings.iter().zip(declared);
    // Buckets that a map of 10 and of 10,000 customers has; the table of the
    // promotion stays until it is shrunk.
    let tables = [0, 16, 16_384, 16_384, 16_384, 16, 16, 0];
    let mut checked = 0;
    for ((&(phase, live), holding), buckets) in phases.zip(tables) {
        let buckets_held = if buckets == 0 { 0 } else { table(buckets) };
        let owned = live - before - buckets_held;
        assert_eq!(
            holding.payload,
            holding.elements * ENTRY + owned,
            "{phase}"
        );
        checked += 1;
    }
    assert_eq!(checked, tables.len());
}

fn main() {
    payload_of_the_cache_is_what_was_allocated_less_the_buckets();
}
