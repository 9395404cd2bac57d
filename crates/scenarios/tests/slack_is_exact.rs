//! At the peak, live bytes are what the container is said to hold and the
//! slack that the scenario announces, to the byte.
//!
//! The counters see the whole process, so this is a program of its own.

mod common;

use std::alloc::System;

use common::{Note, Recorder, plan};
use residue_scenarios::{Expected, Scenario, Tag, all, find};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn live() -> u64 {
    let stats = ALLOCATOR.stats();
    (stats.bytes_allocated - stats.bytes_deallocated) as u64
}

/// Live bytes at the peak, and the payload that was declared there.
fn at_the_peak(scenario: &dyn Scenario, elements: u64) -> (u64, u64) {
    let mut recorder = Recorder::new(live);
    let before = live();
    scenario.run(&plan(elements), &mut recorder);
    let peak = scenario.peak_index();
    let mut declared = recorder.notes.iter().filter_map(|note| match note {
        Note::Declared(holding) => Some(holding.payload),
        _ => None,
    });
    let payload = declared.nth(peak).expect("one for each phase");
    (recorder.readings[peak].1 - before, payload)
}

/// What a scenario holds outside its container: a line of log, as long as the
/// objects that it frees.
fn beside(scenario: &dyn Scenario) -> u64 {
    match scenario.expected(1_000) {
        _ if ["hashmap-pointer", "release"].contains(&scenario.name()) => 128,
        Some(
            Expected::Freed([blocks, _]) | Expected::Scattered([blocks, _]),
        ) if scenario.name() != "btreemap-value" => blocks.size,
        _ => 0,
    }
}

fn live_is_payload_and_slack() {
    let (mut checked, mut wrong) = (0, Vec::new());
    for scenario in all() {
        let is_one = scenario.containers().len() == 1;
        let on_one_thread = !scenario.tags().contains(&Tag::Threads);
        if !is_one || !on_one_thread || scenario.is_control() {
            continue;
        }
        for elements in [1, 3, 4, 5, 7, 11, 12, 18, 19, 1_000, 57_345] {
            let (live, payload) = at_the_peak(*scenario, elements);
            let Some(slack) = scenario.peak_slack(elements) else { continue };
            let name = scenario.name();
            let told = payload + slack + beside(*scenario);
            if live != told {
                wrong.push(format!("{name} of {elements}: {live} for {told}"));
            }
        }
        checked += 1;
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(checked >= 30, "{checked}");
    // Positive control: what is beside the container is seen.
    let scenario = find("hashmap-pointer").expect("listed");
    let (live, payload) = at_the_peak(scenario, 1_000);
    let slack = scenario.peak_slack(1_000).expect("it is known");
    assert_ne!(live, payload + slack);
}

fn main() {
    live_is_payload_and_slack();
}
