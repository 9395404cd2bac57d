//! A plant changes live bytes by what it says, when it says, and nothing
//! else.
//!
//! The counters see the whole process, so this is a program of its own.

mod common;

use std::alloc::System;
use std::ops::Range;

use common::{Note, Recorder, plan};
use residue_scenarios::{Ladder, Plan, Plant, PlantKind, Rung, Scenario, all};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn live() -> u64 {
    let stats = ALLOCATOR.stats();
    (stats.bytes_allocated - stats.bytes_deallocated) as u64
}

/// Live bytes at each phase, above those before; and everything else that
/// the host is told but what lies in a container.
type Course = (Vec<(&'static str, u64)>, Vec<Note>);

fn course(
    scenario: &dyn Scenario,
    plan: &Plan,
    plant: Option<Plant>,
) -> Course {
    let mut recorder = Recorder::new(live);
    let before = live();
    match plant {
        None => scenario.run(plan, &mut recorder),
        Some(plant) => plant.run(scenario, plan, &mut recorder),
    }
    assert_eq!(live(), before, "{}: all is freed", scenario.name());
    let above = |(phase, live): (&'static str, u64)| (phase, live - before);
    let readings = recorder.readings.into_iter().map(above).collect();
    let mut notes = recorder.notes;
    notes.retain(|note| !matches!(note, Note::Within(_)));
    (readings, notes)
}

/// Live bytes that `plant` adds while it is there.
fn adds(scenario: &dyn Scenario, plant: Plant) -> u64 {
    match plant.kind {
        PlantKind::Slack if scenario.containers().is_empty() => 0,
        PlantKind::Slack | PlantKind::Live => plant.bytes,
        // The byte above what was freed.
        PlantKind::Cached => 1,
    }
}

/// The phases at which `kind` is there.
fn there(
    scenario: &dyn Scenario,
    ladder: Ladder,
    kind: PlantKind,
) -> Range<usize> {
    let phases = scenario.phases(ladder);
    let until: &[&str] = match kind {
        PlantKind::Slack => &["shrunk", "rebuilt", "dropped"],
        PlantKind::Cached => &["collected", "purged"],
        PlantKind::Live => &[],
    };
    let end = phases.iter().position(|phase| until.contains(phase));
    scenario.peak_index()..end.unwrap_or(phases.len())
}

/// All but the one that leaks on purpose, and threads of which std keeps
/// something, when it suits it.
fn leaves_nothing(scenario: &&&dyn Scenario) -> bool {
    let name = scenario.name();
    name == "threads-exchange"
        || (name != "control-leak" && scenario.is_deterministic())
}

fn a_plant_adds_what_it_says() {
    for scenario in all().iter().filter(leaves_nothing) {
        // What a process allocates only once is not the scenario's.
        scenario.run(&plan(1), &mut Recorder::new(live));
        for ladder in [Ladder::Shrink, Ladder::Alone(Rung::Purged)] {
            for kind in PlantKind::ALL {
                for bytes in [1, 100_000] {
                    let plan = Plan { ladder, ..plan(1_000) };
                    check(*scenario, &plan, Plant { kind, bytes });
                }
            }
        }
    }
}

fn check(scenario: &dyn Scenario, plan: &Plan, plant: Plant) {
    let name = scenario.name();
    let (without, told) = course(scenario, plan, None);
    let (with, told_with) = course(scenario, plan, Some(plant));
    assert_eq!(told, told_with, "{name} {plant:?}");
    let there = there(scenario, plan.ladder, plant.kind);
    let phases = without.into_iter().zip(with).enumerate();
    for (index, ((phase, without), (_, with))) in phases {
        let adds =
            if there.contains(&index) { adds(scenario, plant) } else { 0 };
        assert_eq!(with, without + adds, "{name} {phase} {plant:?}");
    }
}

fn main() {
    a_plant_adds_what_it_says();
}
