//! musl's mallocng: linked into the program, with symbols and without, and in
//! its library.

use crate::build;
use crate::changed::Changed;
use crate::collected::Collected;
use crate::damage::{Copied, survives_damage};
use crate::process::Process;
use crate::subject::Subject;
use residue_walk::{FoundBy, Memory, Use, find_all};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// How the program is linked.
#[derive(Clone, Copy, Debug)]
enum Link {
    Static,
    Stripped,
    Shared,
}

impl Link {
    const ALL: [Link; 3] = [Link::Static, Link::Stripped, Link::Shared];

    /// `None` where there is no compiler for musl.
    fn program(self) -> Option<PathBuf> {
        match self {
            Link::Static => build::c("musl-gcc", &["-static"], "musl-static"),
            Link::Stripped => {
                build::c("musl-gcc", &["-static", "-s"], "musl-stripped")
            }
            Link::Shared => build::c("musl-gcc", &[], "musl-shared"),
        }
    }
}

/// Objects that musl makes for itself: of its loader, and for threads.
const OWN_OBJECTS: usize = 16;

/// Walks the heap of a process that stands still, and compares every object.
fn compare(subject: &Subject) -> (Collected, FoundBy) {
    let process = Process::of(subject.pid());
    let heap = process.heap_of("musl");
    assert!(heap.tells_requested());
    let mut seen = Collected::default();
    let walked = heap.walk(&process.target(&process), &mut seen).unwrap();
    seen.close();
    assert!(walked.notes.is_empty(), "{:?}", walked.notes);
    // Before the first object there is nothing to compare.
    assert_eq!(walked.checks.is_empty(), seen.regions.is_empty());
    assert!(walked.checks.iter().all(|check| check.walked == check.told));
    let live = seen.live();
    for (address, size) in &subject.live {
        assert_eq!(live.get(address), Some(size), "{address:#x}");
    }
    let extra = live.len() - subject.live.len();
    assert!(extra <= OWN_OBJECTS, "{extra} objects are nobody's");
    (seen, heap.allocator().found_by)
}

fn holds(arguments: &str) {
    for link in Link::ALL {
        let Some(program) = link.program() else { continue };
        let subject = Subject::start_with(&program, arguments, &[]);
        let (_, found_by) = compare(&subject);
        let expected = match link {
            Link::Static => FoundBy::Symbols,
            Link::Stripped | Link::Shared => FoundBy::Invariants,
        };
        assert_eq!(found_by, expected, "{link:?}");
    }
}

#[test]
fn every_object_is_told_by_what_was_asked_for() {
    holds("objects=20000 keep=10 size=0:500");
    holds("objects=20000 keep=1 size=16:40");
    holds("objects=3000 keep=3 size=1:140000");
}

#[test]
fn nothing_survives() {
    holds("objects=5000 keep=5001");
}

#[test]
fn a_heap_that_was_never_used_is_empty() {
    for link in [Link::Static, Link::Shared] {
        let Some(program) = link.program() else { continue };
        compare(&Subject::start_with(&program, "objects=0", &[]));
    }
}

#[test]
fn threads_share_one_heap() {
    holds("threads=4 objects=5000 keep=7 size=16:5000");
    holds("threads=4 handed=1 objects=5000 keep=7 size=16:5000");
    holds("threads=4 exit=1 objects=5000 keep=7 size=16:5000");
}

/// What is aligned to more than 1 MiB begins further in its slot than musl
/// can write down.
#[test]
fn aligned_and_huge_objects() {
    holds("objects=4000 align=64 keep=3 huge=5:300000");
    holds("objects=400 align=4096 keep=3 huge=6:5000000");
    holds("objects=100 align=1048576 keep=3 huge=6:5000000");
    holds("objects=100 align=4194304 keep=3 huge=6:5000000");
}

#[test]
fn a_child_of_a_fork() {
    holds("objects=5000 keep=5 fork=1");
}

#[test]
fn records_that_are_mapped_where_the_data_segment_cannot_grow() {
    holds("brk=refused objects=40000 keep=9 size=16:500");
}

#[test]
fn the_library_tells_its_version() {
    let Some(program) = Link::Shared.program() else { return };
    let subject = Subject::start_with(&program, "objects=10", &[]);
    let process = Process::of(subject.pid());
    let heap = process.heap_of("musl");
    let version = heap.allocator().version.clone().unwrap();
    assert_eq!(version.split('.').count(), 3, "{version}");
}

/// What is older says so, and is laid out otherwise.
#[test]
fn the_allocator_of_an_old_musl_is_refused() {
    let Some(program) = Link::Shared.program() else { return };
    let loader = format!("/lib/ld-musl-{}.so.1", std::env::consts::ARCH);
    let Ok(mut bytes) = fs::read(loader) else { return };
    let version = b"\x001.2.";
    let at = bytes.windows(version.len()).position(|part| part == version);
    bytes[at.unwrap() + 3] = b'1';
    let old = program.with_file_name("ld-musl-old.so.1");
    fs::copy(&program, &old).unwrap();
    fs::write(&old, bytes).unwrap();
    let mut command = Command::new(old);
    command.arg(&program).arg("objects=10");
    let subject = Subject::start_command(command);
    let process = Process::of(subject.pid());
    let found = find_all(&process.target(&process));
    assert!(found.heaps.is_empty(), "{:?}", found.heaps);
    let (name, why) = &found.refused[0];
    assert_eq!((*name, why.is_transient()), ("musl", false));
    let why = why.to_string();
    assert!(why.contains("musl 1.1.") && why.contains("oldmalloc"), "{why}");
}

/// The control of all the others: what stands in front of an object, behind
/// it, or in a table is noticed where it is changed.
#[test]
fn a_heap_that_is_changed_is_refused() {
    let Some(program) = Link::Static.program() else { return };
    let arguments = "objects=500 keep=3 size=16:3000";
    let subject = Subject::start_with(&program, arguments, &[]);
    let process = Process::of(subject.pid());
    let (seen, _) = compare(&subject);
    let heap = process.heap_of("musl");
    let mut places: Vec<(u64, u8)> = Vec::new();
    for (address, size) in subject.live.iter().step_by(7) {
        places.extend([(address - 2, 1), (address - 3, 3)]);
        places.push((address + size, 1));
    }
    let tables = seen.pieces.iter().filter(|p| p.use_ == Use::Metadata);
    // Headers of groups and of areas; in front of no slot nothing stands.
    let headers = tables.filter(|piece| piece.size > 4);
    places.extend(headers.map(|piece| (piece.address + 1, 1)));
    assert!(places.len() > 30);
    let memory: &dyn Memory = &process;
    for (at, by) in places {
        let word = memory.word(at).unwrap() ^ u64::from(by);
        let changed = Changed { memory, words: vec![(at, word)] };
        let mut seen = Collected::default();
        let walked = heap.walk(&process.target(&changed), &mut seen);
        // One object may be in flight, and is told as such.
        let is_told = walked.is_ok_and(|walked| walked.notes.is_empty());
        assert!(!is_told, "{at:#x} changed by {by} went unnoticed");
    }
}

fn copy() -> Option<Copied> {
    let program = Link::Static.program()?;
    let arguments = "threads=2 objects=400 keep=3 huge=2:300000 align=64";
    let subject = Subject::start_with(&program, arguments, &[]);
    Some(Copied::of(&subject, "musl", "musl-static"))
}

survives_damage!(200 walks of copy);
