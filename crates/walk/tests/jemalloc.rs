//! jemalloc in a Rust program, walked from outside.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![expect(unsafe_code, reason = "the subject allocates by hand, and is traced")]

mod common;

use common::damage;
use common::process::Subject;
use common::subject::{self, Facts};
use residue_walk::FoundBy;
use std::collections::BTreeMap;
use std::ffi::CStr;
use tikv_jemalloc_ctl::raw;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The child's side of the tests below; nothing where it is run as a test.
#[test]
fn subject() {
    subject::serve(&Facts {
        usable: |object| {
            // SAFETY: the subject asks for its own live objects.
            unsafe { tikv_jemallocator::usable_size(object) }
        },
        statistics,
        flush: || control(c"thread.tcache.flush"),
        purge: || control(c"arena.4096.purge"),
    });
}

fn control(name: &CStr) {
    // SAFETY: neither of the two takes or gives a value.
    let done = unsafe {
        tikv_jemalloc_sys::mallctl(
            name.as_ptr(),
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            0,
        )
    };
    assert_eq!(done, 0);
}

fn statistics(tell: &mut subject::Tell<'_>) {
    tikv_jemalloc_ctl::epoch::advance().unwrap();
    // Read before any is told: telling may allocate.
    let values = STATISTICS.map(|name| {
        // SAFETY: all of them are numbers of the size of a word.
        let value: usize =
            unsafe { raw::read(name.to_bytes_with_nul()) }.unwrap();
        value as u64
    });
    for (name, value) in STATISTICS.iter().zip(values) {
        tell(name.to_str().unwrap(), value);
    }
}

const STATISTICS: [&CStr; 5] = [
    c"stats.allocated",
    c"stats.arenas.4096.pdirty",
    c"stats.arenas.4096.pmuzzy",
    c"stats.arenas.4096.internal",
    c"stats.arenas.4096.tcache_bytes",
];

/// What differs between what the program knows and what was walked; objects
/// of the runtime, which the program does not know, are none.
fn differences(
    objects: &BTreeMap<u64, u64>,
    live: &BTreeMap<u64, u64>,
) -> Vec<(u64, u64)> {
    let differs = |object: &(&u64, &u64)| live.get(object.0) != Some(object.1);
    objects.iter().filter(differs).map(|(a, s)| (*a, *s)).collect()
}

#[test]
fn every_live_object_is_found_to_the_byte() {
    let directory = tempfile::tempdir().unwrap();
    for (threads, kept) in [(0, 1), (4, 1), (4, 10), (16, 100)] {
        let mut process = Subject::start(&directory, threads, kept);
        process.send("look");
        let (_, _, seen) = process.walk("jemalloc");
        let objects = process.objects();
        assert_eq!(differences(&objects, &seen.live), []);

        let others = seen.live.len() - objects.len();
        assert!(others < 1000, "{others} objects of the runtime");
        let live: u64 = seen.live.values().sum();
        let held: u64 = seen.held.values().sum();
        let said = &process.said;
        let internal = said["stats.arenas.4096.internal"];
        assert_eq!(held, said["stats.arenas.4096.tcache_bytes"]);
        assert_eq!(live + held + internal, said["stats.allocated"]);
    }
}

#[test]
fn a_binary_without_symbols_is_walked_by_what_must_hold_of_its_structures() {
    let directory = tempfile::tempdir().unwrap();
    let mut process = Subject::start_stripped(&directory, 4, 10);
    process.send("look");
    let (heap, walked, seen) = process.walk("jemalloc");
    assert_eq!(heap.allocator().found_by, FoundBy::Invariants);
    assert_eq!(heap.allocator().version.as_deref(), Some("5.3.1"));
    assert!(!walked.checks.is_empty());
    assert_eq!(differences(&process.objects(), &seen.live), []);
}

#[test]
fn a_live_object_that_is_not_walked_is_seen_to_be_missing() {
    let directory = tempfile::tempdir().unwrap();
    let mut process = Subject::start(&directory, 1, 10);
    process.send("look");
    let (_, _, mut seen) = process.walk("jemalloc");
    let objects = process.objects();
    let (&address, &size) = objects.iter().nth(100).unwrap();
    seen.live.remove(&address);
    assert_eq!(differences(&objects, &seen.live), [(address, size)]);
    seen.live.insert(address, size - 1);
    assert_eq!(differences(&objects, &seen.live), [(address, size)]);
}

#[test]
fn a_purge_gives_back_the_pages_that_were_told_and_no_others() {
    let directory = tempfile::tempdir().unwrap();
    let mut process = Subject::start(&directory, 4, 20);
    process.send("look");
    let (_, _, before) = process.walk("jemalloc");
    let told: u64 =
        before.returns.iter().map(|(_, span)| span.end - span.start).sum();
    let pages = process.said["stats.arenas.4096.pdirty"]
        + process.said["stats.arenas.4096.pmuzzy"];
    assert_eq!(told, pages * 4096);
    let predicted = process.resident_to_return(&before);
    let held = process.resident_in(&before.regions);
    process.send("purge");
    assert_eq!(held - process.resident_in(&before.regions), predicted);
    let (_, _, after) = process.walk("jemalloc");
    assert_eq!(after.returns, []);
}

#[test]
fn the_version_is_told_and_the_tables_of_the_allocator_are_metadata() {
    let directory = tempfile::tempdir().unwrap();
    let mut process = Subject::start(&directory, 0, 1);
    process.send("look");
    let (heap, walked, seen) = process.walk("jemalloc");
    let allocator = heap.allocator();
    assert_eq!(allocator.version.as_deref(), Some("5.3.1"));
    assert_eq!(allocator.found_by, FoundBy::Symbols);
    assert!(!walked.checks.is_empty());
    let internal = process.said["stats.arenas.4096.internal"];
    assert!(seen.metadata > internal + (2 << 20), "{}", seen.metadata);
}

#[test]
fn damage_comes_to_an_error_or_adds_up() {
    let directory = tempfile::tempdir().unwrap();
    let mut process = Subject::start(&directory, 2, 100);
    process.send("look");
    damage::survives(&process, "jemalloc");
}
