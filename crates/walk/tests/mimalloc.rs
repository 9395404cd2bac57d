//! mimalloc in a Rust program, walked from outside.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![expect(unsafe_code, reason = "the subject allocates by hand, and is traced")]

mod common;

use common::damage;
use common::process::Subject;
use common::subject::{self, Facts};
use residue_walk::FoundBy;
use std::collections::BTreeMap;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The child's side of the tests below; nothing where it is run as a test.
#[test]
fn subject() {
    subject::serve(&Facts {
        usable: |object| {
            // SAFETY: the subject asks for its own live objects.
            unsafe { libmimalloc_sys::mi_usable_size(object.cast()) }
        },
        statistics: |_| {},
        flush: || {},
        // SAFETY: it may be called at any time.
        purge: || unsafe { libmimalloc_sys::mi_collect(true) },
    });
}

/// What the program knows and was not walked as live. An aligned object may
/// begin within its block; it ends where the block ends.
fn differences(
    objects: &BTreeMap<u64, u64>,
    live: &BTreeMap<u64, u64>,
) -> Vec<(u64, u64)> {
    let is_walked = |&(address, size): &(&u64, &u64)| {
        let block = live.range(..=address).next_back();
        block.is_some_and(|(start, bytes)| start + bytes == address + size)
    };
    let missing = objects.iter().filter(|object| !is_walked(object));
    missing.map(|(address, size)| (*address, *size)).collect()
}

#[test]
fn every_live_object_is_found_to_the_byte() {
    let directory = tempfile::tempdir().unwrap();
    for (threads, kept) in [(0, 1), (4, 1), (4, 10), (16, 100)] {
        let mut process = Subject::start(&directory, threads, kept);
        process.send("look");
        let (heap, walked, seen) = process.walk("mimalloc");
        assert_eq!(heap.allocator().found_by, FoundBy::Symbols);
        assert!(walked.checks.iter().all(|check| check.walked == check.told));
        let objects = process.objects();
        assert_eq!(differences(&objects, &seen.live), []);
        let others = seen.live.len() - objects.len();
        assert!(others < 1000, "{others} objects of the runtime");
    }
}

#[test]
fn a_live_object_that_is_not_walked_is_seen_to_be_missing() {
    let directory = tempfile::tempdir().unwrap();
    let mut process = Subject::start(&directory, 1, 10);
    process.send("look");
    let (_, _, mut seen) = process.walk("mimalloc");
    let objects = process.objects();
    let whole =
        |object: &(&u64, &u64)| seen.live.get(object.0) == Some(object.1);
    let (&address, &size) = objects.iter().filter(whole).nth(100).unwrap();
    seen.live.remove(&address);
    assert_eq!(differences(&objects, &seen.live), [(address, size)]);
    seen.live.insert(address, size - 8);
    assert_eq!(differences(&objects, &seen.live), [(address, size)]);
}

#[test]
fn a_binary_without_symbols_is_walked_by_what_must_hold_of_its_structures() {
    let directory = tempfile::tempdir().unwrap();
    let mut process = Subject::start_stripped(&directory, 4, 10);
    process.send("look");
    let (heap, _, seen) = process.walk("mimalloc");
    assert_eq!(heap.allocator().found_by, FoundBy::Invariants);
    assert_eq!(differences(&process.objects(), &seen.live), []);
}

#[test]
fn collecting_gives_back_the_pages_that_were_told() {
    let directory = tempfile::tempdir().unwrap();
    let mut process = Subject::start(&directory, 0, 10);
    process.send("drop");
    let (_, _, before) = process.walk("mimalloc");
    let predicted = process.resident_to_return(&before);
    let held = process.resident_in(&before.regions);
    process.send("purge");
    let given = held - process.resident_in(&before.regions);
    // But for a few pages of the thread that does not collect.
    assert!(given <= predicted, "{given} of {predicted}");
    assert!(given > predicted - predicted / 20, "{given} of {predicted}");
}

#[test]
fn damage_comes_to_an_error_or_adds_up() {
    let directory = tempfile::tempdir().unwrap();
    let mut process = Subject::start(&directory, 2, 100);
    process.send("look");
    damage::survives(&process, "mimalloc");
}
