//! A million inline values take exactly the table that two million buckets
//! take.
//!
//! The counters see the whole process, so this is a program of its own.

mod common;

use std::alloc::System;

use common::{Recorder, plan};
use residue_scenarios::{Scenario, find};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const BUCKETS: u64 = 2_097_152;
const CONTROL: u64 = BUCKETS + 16;
const MILLION: u64 = 1_000_000;

fn live() -> u64 {
    let stats = ALLOCATOR.stats();
    (stats.bytes_allocated - stats.bytes_deallocated) as u64
}

/// Live bytes at each phase, above those before the run.
fn course(name: &str) -> Vec<(&'static str, u64)> {
    let scenario: &dyn Scenario = find(name).expect("listed");
    let mut recorder = Recorder::new(live);
    let before = live();
    scenario.run(&plan(MILLION), &mut recorder);
    let above = |(phase, live): (&'static str, u64)| (phase, live - before);
    recorder.readings.into_iter().map(above).collect()
}

fn live_bytes_are_the_table_the_boxes_and_the_log_line() {
    let table = BUCKETS * 136 + CONTROL;
    assert_eq!(
        course("hashmap-value"),
        [
            ("baseline", 0),
            ("filled", table),
            ("drained", table),
            ("settled", table),
            ("shrunk", 0),
            ("collected", 0),
            ("dropped", 0),
        ]
    );
    let table = BUCKETS * 16 + CONTROL;
    let line = 128;
    assert_eq!(
        course("hashmap-pointer"),
        [
            ("baseline", 0),
            ("filled", table + MILLION * 128 + line),
            ("drained", table + line),
            ("settled", table + line),
            ("shrunk", line),
            ("collected", line),
            ("dropped", line),
        ]
    );
}

fn main() {
    live_bytes_are_the_table_the_boxes_and_the_log_line();
}
