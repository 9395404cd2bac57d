//! A process that observes itself, where every figure is known.
#![cfg(target_os = "linux")]

mod memory;
mod objects;
mod segment;

use objects::Objects;
use residue_ledger::Row;
use residue_observer::Observer;
use residue_segment::{Header, MapState, OwnerId};
use rustix::mm::MapFlags;
use std::mem::offset_of;
use std::os::unix::fs::MetadataExt;

const PAGES: usize = 64;

/// Pairs of objects of which two lie in 16 bytes.
const PAIRS: u64 = 32;
const ODD: u64 = 40;

/// Objects of eight bytes beside others of five that `owner` has, and one that
/// it has which is larger, none of the owner's at a multiple of 16.
fn tiny(objects: &mut Objects, start: u64, owner: OwnerId) {
    for at in (start..).step_by(16).take(PAIRS as usize) {
        objects.object(at, 8, 8);
        objects.owned(at + 8, 5, 8, owner);
    }
    objects.owned(start + PAIRS * 16 + 8, ODD, ODD, owner);
}

/// Bytes of memory that the segment takes.
fn taken(objects: &Objects) -> u64 {
    objects.segment.file.metadata().unwrap().blocks() * 512
}

/// Eight pages are written, tiny objects are on page 6; an object covers pages 0 to 3, of which the last
/// is only begun; another lies on pages 8 and 9, which nothing touched.
#[test]
fn every_figure_is_what_was_written() {
    let page = rustix::param::page_size();
    let flags = MapFlags::PRIVATE | MapFlags::NORESERVE;
    let memory = memory::map(PAGES * page, 8 * page, flags);
    let (start, page) = (memory.as_ptr().addr() as u64, page as u64);
    let mut objects = Objects::new();
    let mut observer = Observer::attach(std::process::id()).unwrap();
    let before = observer.snapshot().unwrap();
    assert_eq!(before.ledger.get(Row::OtherLive), Some(0));
    assert_eq!(before.ledger.get(Row::Rounding), Some(0));

    let large = 3 * page + 100;
    objects.object(start, large, large + 28);
    objects.object(start + 8 * page, 2 * page, 2 * page);
    let small = start + 4 * page;
    objects.object(small, 21, 24);
    let owner = objects.container("map", 10);
    objects.owned(small + 32, 33, 48, owner);
    objects.owned(small + 96, 50, 64, OwnerId::ALLOCATOR);
    tiny(&mut objects, start + 6 * page, owner);
    // The allocator's own objects are in no counter.
    let shared = offset_of!(Header, shared);
    let granted = shared + offset_of!(residue_segment::ThreadBlock, granted);
    let live = large + 2 * page + 21 + 33 + PAIRS * (8 + 5) + ODD;
    objects.segment.header(granted, live);
    let allocations =
        shared + offset_of!(residue_segment::ThreadBlock, allocations);
    let made = 4 + PAIRS * 2 + 1;
    objects.segment.header(allocations, made);
    objects.segment.header(offset_of!(Header, own_objects), 1);
    objects.survey();
    let before = taken(&objects);

    let seen = observer.snapshot().unwrap();
    assert_eq!(taken(&objects), before, "a snapshot made the segment grow");
    let ledger = seen.ledger;
    let other = large + 21 + PAIRS * 8;
    assert_eq!(ledger.get(Row::OtherLive), Some(other));
    assert_eq!(ledger.get(Row::Payload), Some(10));
    let slack = 23 + PAIRS * 5 + ODD;
    assert_eq!(ledger.get(Row::Slack), Some(slack));
    let rounding = 28 + 3 + 15 + PAIRS * 3;
    assert_eq!(ledger.get(Row::Rounding), Some(rounding));
    assert_eq!(ledger.get(Row::Metadata), Some(64));
    let taken_there = other + 10 + slack + rounding + 64;
    assert_eq!(ledger.get(Row::Fragmentation), Some(6 * page - taken_there));
    assert_eq!(seen.untouched, Some(2 * page));
    assert_eq!(seen.allocated, Some(live + rounding));
    assert_eq!(ledger.sum(), i128::from(seen.resident - seen.observer));
    assert!(seen.observer > 0);
    assert_eq!(seen.warnings, [""; 0]);
    let counters = seen.counters.unwrap();
    assert_eq!((counters.live, counters.allocations), (live, made));
    assert_eq!(seen.containers[0].slack, slack);

    // Without pads, which only owner cells hold, the counters tell the sum.
    objects.segment.header(granted, live + 1000);
    let torn = observer.snapshot().unwrap();
    assert_eq!(torn.ledger.get(Row::OtherLive), Some(other + 3));
    assert_eq!(torn.warnings.len(), 1);
    objects.segment.header(granted, live);

    // An object that the survey has not seen hides all usable sizes.
    objects.object(start + 5 * page, 8, 8);
    let unsurveyed = observer.snapshot().unwrap();
    assert_eq!(unsurveyed.ledger.get(Row::Rounding), None);
    assert_eq!(unsurveyed.allocated, None);
    let names: Vec<&str> =
        unsurveyed.absent.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["rounding", "allocated"]);
    let resident = unsurveyed.resident - unsurveyed.observer;
    assert_eq!(unsurveyed.ledger.sum(), i128::from(resident));

    objects.segment.map_state(MapState::Absent);
    objects.segment.header(offset_of!(Header, map_errno), 12);
    let absent = observer.snapshot().unwrap();
    assert_eq!(absent.ledger.get(Row::Cached), None);
    assert_eq!(absent.counters.unwrap().live, live + 8);
    let program = absent.ledger.get(Row::Program).unwrap();
    let rest = absent.resident - absent.observer;
    assert_eq!(program + absent.heap, rest);
}
