use std::hint::black_box;

use crate::containers::{Map, hash_map};
use crate::retention::Container;
use crate::{Holding, Host, Ladder, Plan, Rung, Scenario, Tag, phase};

type Value = Box<[u8; 128]>;

const KIND: Container<Map<Value>> = hash_map::<Value>();

const ENTRIES: &str = "entries";

/// Objects of a step of light work: more than a thread's cache has room for,
/// so that its allocator hears of each step.
const STEP: usize = 1_000;

/// Boxed values, freed twice: before the program idles, and before it goes on
/// with light work.
///
/// Shows when an allocator gives back what was freed. Many do so by a timer
/// that only runs when somebody allocates or frees: idle they keep everything,
/// at work it leaves. How long half of it takes is told of either; settings
/// differ most in it (`--sweep`). Give it time with `--settle`: jemalloc's
/// timer alone takes 10 seconds.
pub(super) struct Release;

impl Release {
    /// Up to the first rung. It has idled by then.
    const STAGES: [&'static str; 7] = [
        phase::BASELINE,
        phase::FILLED,
        phase::DRAINED,
        phase::SETTLED,
        phase::REFILLED,
        phase::REDRAINED,
        phase::WORKED,
    ];
}

/// The rungs that come after it has idled.
fn rungs(ladder: Ladder) -> impl Iterator<Item = Rung> {
    let rungs = ladder.rungs().iter().copied();
    rungs.filter(|rung| *rung != Rung::Settled)
}

impl Scenario for Release {
    fn name(&self) -> &'static str {
        "release"
    }

    fn summary(&self) -> &'static str {
        "boxed values freed twice: when half has left, idle and at work"
    }

    fn tags(&self) -> &'static [Tag] {
        &[Tag::Objects, Tag::Load]
    }

    fn containers(&self) -> &'static [&'static str] {
        &[ENTRIES]
    }

    fn phases(&self, ladder: Ladder) -> Vec<&'static str> {
        let mut phases = Self::STAGES.to_vec();
        phases.extend(rungs(ladder).map(Rung::name));
        phases
    }

    fn entry_bytes(&self) -> Vec<u64> {
        vec![KIND.entry]
    }

    fn peak_slack(&self, elements: u64) -> Option<u64> {
        (KIND.peak)(elements).slack
    }

    fn peak_bytes(&self, elements: u64) -> u64 {
        let step = STEP * (size_of::<Value>() + size_of::<[u8; 128]>());
        (KIND.peak)(elements).bytes.saturating_add(step as u64)
    }

    fn run(&self, plan: &Plan, host: &mut dyn Host) {
        let mut map = Map::default();
        mark(host, &map, phase::BASELINE);
        fill(host, &mut map, plan);
        // Above everything that is freed, as a program's next object would be.
        let above = black_box(Box::new([1_u8; 128]));
        mark(host, &map, phase::FILLED);
        (KIND.drain)(&mut map, plan);
        mark(host, &map, phase::DRAINED);
        host.settle();
        mark(host, &map, phase::SETTLED);
        fill(host, &mut map, plan);
        mark(host, &map, phase::REFILLED);
        (KIND.drain)(&mut map, plan);
        mark(host, &map, phase::REDRAINED);
        host.work(&mut step);
        mark(host, &map, phase::WORKED);
        for rung in rungs(plan.ladder) {
            step_down(host, &mut map, rung);
            mark(host, &map, rung.name());
        }
        drop(above);
    }
}

fn step_down(host: &mut dyn Host, map: &mut Map<Value>, rung: Rung) {
    let mut held = || host.within(ENTRIES, &mut || change(map, rung));
    match rung {
        Rung::Settled => host.settle(),
        Rung::Collected => host.collect(),
        Rung::Purged => host.purge(),
        Rung::Shrunk | Rung::Rebuilt | Rung::Dropped => held(),
    }
}

/// What is done to the map itself.
fn change(map: &mut Map<Value>, rung: Rung) {
    match rung {
        Rung::Shrunk => (KIND.shrink)(map),
        Rung::Rebuilt => *map = (KIND.rebuild)(std::mem::take(map)),
        _ => *map = Map::default(),
    }
}

fn fill(host: &mut dyn Host, map: &mut Map<Value>, plan: &Plan) {
    host.within(ENTRIES, &mut || (KIND.fill)(map, plan));
}

/// Light work: objects that live for a moment.
fn step() {
    let objects: Vec<Value> = (0..STEP).map(|_| Box::new([1; 128])).collect();
    black_box(objects);
}

fn mark(host: &mut dyn Host, map: &Map<Value>, phase: &'static str) {
    host.declare(Holding {
        container: ENTRIES,
        payload: (KIND.payload)(map),
        elements: map.len() as u64,
        capacity: map.capacity() as u64,
    });
    host.mark(phase);
}
