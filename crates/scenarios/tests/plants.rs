//! Each control plants what it says where it says: resident or not, on the
//! heap or not. Read from the kernel and a counter, not from a ledger.
//!
//! Residency and counters are the whole process's, so this is a program of
//! its own.

mod common;

use std::alloc::System;
use std::fs::File;
use std::io::Read;

use common::{Recorder, plan};
use residue_scenarios::find;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const PLANT: u64 = 64 << 20;

fn live() -> u64 {
    let stats = ALLOCATOR.stats();
    (stats.bytes_allocated - stats.bytes_deallocated) as u64
}

/// Resident bytes, page tables walked; read without allocating.
fn resident() -> u64 {
    let mut text = [0; 4096];
    let length = File::open("/proc/self/smaps_rollup")
        .and_then(|mut file| file.read(&mut text))
        .expect("a kernel with smaps_rollup");
    let text = str::from_utf8(&text[..length]).expect("ASCII");
    let (_, rest) = text.split_once("Rss:").expect("the field");
    let kib = rest.split_whitespace().next().expect("a number");
    kib.parse::<u64>().expect("a number") * 1024
}

/// How far `reading` rises from `baseline` to `planted`.
fn rise(name: &str, reading: fn() -> u64) -> u64 {
    let scenario = find(name).expect("listed");
    let mut recorder = Recorder::new(reading);
    scenario.run(&plan(scenario.default_elements()), &mut recorder);
    let at = |index: usize| recorder.readings[index].1;
    at(1).saturating_sub(at(0))
}

/// Whether `bytes` are those of the plant, or next to none, within 1 %.
fn agrees(bytes: u64, planted: bool) -> bool {
    bytes.abs_diff(if planted { PLANT } else { 0 }) <= PLANT / 100
}

/// Name, whether it is live heap, and whether it is resident. The one that
/// leaves free heap behind comes last: others could take it over.
const PLANTS: [(&str, bool, bool); 6] = [
    ("control-shared", false, true),
    ("control-stack", false, true),
    ("control-slack", true, true),
    ("control-untouched", true, false),
    ("control-leak", true, true),
    ("control-cached", false, true),
];

fn each_plant_is_where_it_says() {
    for (name, _, is_resident) in PLANTS {
        let rise = rise(name, resident);
        assert!(agrees(rise, is_resident), "{name}: {rise}");
    }
    for (name, is_live, _) in PLANTS {
        let rise = rise(name, live);
        assert!(agrees(rise, is_live), "{name}: {rise}");
    }
}

fn main() {
    each_plant_is_where_it_says();
}
