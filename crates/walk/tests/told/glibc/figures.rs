//! What is walked is what the program and malloc say, to the byte.

use crate::build;
use crate::collected::Collected;
use crate::damage::Changed;
use crate::process::Process;
use crate::subject::Subject;
use residue_walk::{Memory, Refusal, Use};

/// Objects that the C library makes for itself: a buffer, and some for each
/// thread. They are more where it is linked into the program.
fn own_objects(threads: usize) -> usize {
    16 + 4 * threads
}

/// Walks the heap of a process that stands still, and compares all of it.
pub(super) fn compare(subject: &Subject, threads: usize) -> Collected {
    let process = Process::of(subject.pid());
    let mut seen = Collected::default();
    let walked = process.walk(&mut seen).unwrap();
    seen.close();
    assert!(!walked.checks.is_empty());
    assert!(walked.notes.is_empty(), "{:?}", walked.notes);

    let live = seen.live();
    for (address, usable) in &subject.live {
        assert_eq!(live.get(address), Some(usable), "{address:#x}");
    }
    let extra = live.len() - subject.live.len();
    assert!(extra <= own_objects(threads), "{extra} objects are nobody's");
    let dead = subject.freed.iter().filter(|at| live.contains_key(at));
    let again = dead.filter(|at| !subject.live.contains_key(at)).count();
    assert!(again <= own_objects(threads), "{again} freed objects live");

    assert_eq!(seen.fast(), subject.figure("fast"));
    let mut mapped = 0;
    for region in seen.regions.iter().filter(|r| r.name == "mapped chunk") {
        mapped += region.span.end - region.span.start;
    }
    assert_eq!(mapped, subject.figure("mapped"));
    // malloc leaves the first 8 bytes of the top out of no figure: a piece
    // begins at a chunk's size, and the last is so much shorter.
    let tops = seen.regions.len() as u64;
    let free = seen.bytes(|use_| use_ == Use::Free) + seen.fast();
    let told = subject.figure("free");
    assert!(free <= told && told - free <= 8 * tops, "{free} {told}");
    let regions = seen.regions.iter().map(|r| r.span.end - r.span.start);
    assert_eq!(regions.sum::<u64>(), subject.figure("arena") + mapped);
    seen
}

fn holds(arguments: &str) -> Collected {
    let subject = Subject::start(arguments);
    compare(&subject, threads(arguments))
}

fn threads(arguments: &str) -> usize {
    let value = arguments.split("threads=").nth(1).unwrap_or("0");
    value.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn one_arena() {
    holds("objects=20000 keep=10 size=16:500");
}

#[test]
fn nothing_survives_and_everything_survives() {
    holds("objects=5000 keep=5001");
    holds("objects=5000 keep=1");
    holds("objects=0");
}

#[test]
fn one_in_a_thousand_survives() {
    holds("objects=100000 keep=1000 size=16:100");
}

#[test]
fn three_arenas() {
    holds("threads=2 objects=10000 keep=7");
}

#[test]
fn sixty_four_arenas() {
    let environment = [("MALLOC_ARENA_MAX", "64")];
    let subject = start("threads=63 objects=500 keep=3", &environment);
    let seen = compare(&subject, 63);
    let arenas = seen.regions.iter().filter(|r| r.name.contains("arena"));
    assert_eq!(arenas.count(), 64);
}

#[test]
fn arenas_of_threads_that_have_ended() {
    holds("threads=8 exit=1 objects=3000 keep=4");
}

/// A heap of a thread's arena has at most 64 MiB.
#[test]
fn an_arena_of_several_heaps() {
    let seen = holds("threads=1 objects=2200 size=65000:66000 keep=2");
    let heaps = seen.regions.iter().filter(|r| r.name == "arena 1");
    assert!(heaps.count() >= 2);
}

#[test]
fn aligned_and_huge_objects() {
    holds("objects=4000 align=64 keep=3 huge=5:300000");
    holds("objects=4000 align=4096 keep=3 huge=6:5000000");
    holds("objects=100 align=2097152 keep=3 huge=6:5000000");
}

#[test]
fn chunks_among_the_programs_own_mappings() {
    let seen = holds("objects=100 huge=20:400000 private=3");
    let mapped = seen.regions.iter().filter(|r| r.name == "mapped chunk");
    assert_eq!(mapped.count(), 20);
}

#[test]
fn every_chunk_mapped_apart() {
    holds("threshold=0 objects=500 keep=2 size=16:9000");
}

#[test]
fn a_child_of_a_fork() {
    holds("objects=5000 keep=5 fork=1");
    // The threads are not in the child, and what was cached for them is
    // nobody's: it is found by what it looks like.
    holds("threads=3 objects=5000 keep=5 exit=1 fork=1");
}

#[test]
fn a_data_segment_that_cannot_grow() {
    let seen = holds("brk=refused objects=40000 keep=9 size=16:500");
    let main = seen.regions.iter().filter(|r| r.name == "main arena");
    assert!(main.count() > 2);
}

#[test]
fn a_program_that_takes_some_of_the_data_segment() {
    let subject = Subject::start("sbrk=4097 objects=5000 keep=9");
    let process = Process::of(subject.pid());
    let mut seen = Collected::default();
    process.walk(&mut seen).unwrap();
    seen.close();
    let live = seen.live();
    assert!(subject.live.iter().all(|(at, size)| live[at] == *size));
}

#[test]
fn caches_of_threads_turned_off() {
    let off = [("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0")];
    let subject = start("objects=20000 keep=10 size=16:100", &off);
    let seen = compare(&subject, 0);
    assert!(seen.fast() > 0);
    assert_eq!(seen.bytes(|u| matches!(u, Use::Held(_))), seen.fast());
}

#[test]
fn threads_in_one_arena() {
    let one = [("MALLOC_ARENA_MAX", "1")];
    let subject = start("threads=4 objects=3000 keep=5", &one);
    let seen = compare(&subject, 4);
    assert!(seen.regions.iter().all(|r| r.name != "arena 1"));
}

#[test]
fn glibc_linked_into_the_program() {
    let arguments = "threads=2 objects=3000 keep=5 huge=2:500000";
    let program = build::c("cc", &["-static"], "heap-static").unwrap();
    let subject = Subject::start_with(&program, arguments, &[]);
    compare(&subject, 2);
}

fn start(arguments: &str, environment: &[(&str, &str)]) -> Subject {
    Subject::start_with(&build::heap(), arguments, environment)
}

/// The control of all the others: each kind of chunk, changed in one word, is
/// noticed.
#[test]
fn a_heap_that_is_changed_in_one_word_is_refused() {
    let subject = Subject::start("threads=1 objects=2000 huge=2:400000");
    let process = Process::of(subject.pid());
    let heap = process.heap();
    let mut seen = Collected::default();
    heap.walk(&process.target(&process), &mut seen).unwrap();
    let mut sizes: Vec<u64> = Vec::new();
    sizes.extend(subject.live.keys().step_by(37).map(|at| at - 8));
    let held = seen.pieces.iter().filter(|p| matches!(p.use_, Use::Held(_)));
    sizes.extend(held.map(|piece| piece.address));
    let free = seen.pieces.iter().filter(|p| p.use_ == Use::Free);
    sizes.extend(free.step_by(11).map(|piece| piece.address));
    assert!(sizes.len() > 20);
    for at in sizes {
        let memory: &dyn Memory = &process;
        let to = memory.word(at).unwrap() ^ 0x20;
        let changed = Changed { memory: &process, words: vec![(at, to)] };
        let mut seen = Collected::default();
        let walked = heap.walk(&process.target(&changed), &mut seen);
        assert!(walked.is_err(), "{at:#x} as {to:#x} went unnoticed");
    }
}

#[test]
fn a_locked_arena_is_told_and_if_it_makes_no_sense_is_busy() {
    let subject = Subject::start("threads=1 objects=10");
    let process = Process::of(subject.pid());
    let heap = process.heap();
    let mut seen = Collected::default();
    heap.walk(&process.target(&process), &mut seen).unwrap();
    let region = seen.regions.iter().find(|r| r.name == "arena 1").unwrap();
    let memory: &dyn Memory = &process;
    let arena = memory.word(region.span.start).unwrap();
    let to = memory.word(arena).unwrap() | 1;
    let locked = Changed { memory: &process, words: vec![(arena, to)] };
    let mut seen = Collected::default();
    let walked = heap.walk(&process.target(&locked), &mut seen).unwrap();
    let note = &walked.notes[0];
    assert!(note.starts_with("at work") && note.contains("arena 1"));
    // A lock, and a top that is nowhere.
    let to = !15;
    let words = vec![(arena, 1), (arena + 96, to)];
    let both = Changed { memory: &process, words };
    let walked = heap.walk(&process.target(&both), &mut seen);
    assert!(matches!(walked, Err(Refusal::Busy { .. })), "{walked:?}");
}
