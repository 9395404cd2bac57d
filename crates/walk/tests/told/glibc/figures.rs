//! What is walked is what the program and malloc say, to the byte.

use super::programs::Program;
use crate::arenas::ArenaTold;
use crate::build;
use crate::changed::Changed;
use crate::collected::Collected;
use crate::process::Process;
use crate::subject::Subject;
use residue_walk::{Holder, Memory, Piece, Refusal, Use};
use std::collections::BTreeMap;

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

    compare_sums(&seen, subject);
    compare_arenas(&seen, subject);
    seen
}

/// With `mallinfo2`.
fn compare_sums(seen: &Collected, subject: &Subject) {
    assert_eq!(seen.fast(), subject.figure("fast"));
    let arenas = arenas(seen);
    let mapped = arenas.get(MAPPED).map_or(0, |mapped| mapped.system);
    assert_eq!(mapped, subject.figure("mapped"));
    let chunks = seen.regions.iter().filter(|r| r.name == MAPPED).count();
    assert_eq!(chunks as u64, subject.figure("maps"));
    let sum = |figure: fn(&ArenaTold) -> u64| -> u64 {
        arenas.values().map(figure).sum()
    };
    let free = sum(|arena| arena.fast + arena.rest);
    assert_eq!(free, subject.figure("free"));
    let system = sum(|arena| arena.system) - mapped;
    assert_eq!(system, subject.figure("arena"));
    assert_eq!(system - free, subject.figure("in-use"));
}

/// With `malloc_info`, arena by arena.
fn compare_arenas(seen: &Collected, subject: &Subject) {
    let mut walked = arenas(seen);
    let mapped = walked.remove(MAPPED).unwrap_or_default();
    assert_eq!(mapped.system, subject.told.mapped);
    for (number, told) in subject.told.arenas.iter().enumerate() {
        let name = match number {
            0 => "main arena".to_owned(),
            _ => format!("arena {number}"),
        };
        let walked = walked.remove(&*name).unwrap_or_default();
        assert_eq!(walked, *told, "{name}");
    }
    assert!(walked.is_empty(), "malloc says nothing of {walked:?}");
}

const MAPPED: &str = "mapped chunk";

/// What was walked, as malloc would say it, by the names of regions.
fn arenas(seen: &Collected) -> BTreeMap<&str, ArenaTold> {
    let mut all = BTreeMap::<&str, ArenaTold>::new();
    let mut pieces = seen.pieces.iter().peekable();
    for region in &seen.regions {
        let arena = all.entry(&region.name).or_default();
        // A piece begins at a chunk's size, 8 bytes into the chunk, and so the
        // last one, which is the top, is so much shorter.
        let is_first = arena.system == 0 && region.name != MAPPED;
        arena.rest += if is_first { 8 } else { 0 };
        arena.system += region.span.end - region.span.start;
        let is_inside = |piece: &&Piece| region.span.contains(&piece.address);
        while let Some(piece) = pieces.next_if(is_inside) {
            match piece.use_ {
                Use::Free => arena.rest += piece.size,
                Use::Held(Holder::FastBin) => arena.fast += piece.size,
                _ => {}
            }
        }
    }
    all
}

#[test]
#[expect(clippy::print_stdout, reason = "it names the program that failed")]
fn what_is_walked_is_what_malloc_says_to_the_byte() {
    for program in Program::ALL {
        println!("{program:?}");
        let seen = compare(&program.start(), program.threads());
        assert!((program.is_as_meant)(&seen));
    }
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
fn glibc_linked_into_the_program() {
    let arguments = "threads=2 objects=3000 keep=5 huge=2:500000";
    let program = build::c("cc", &["-static"], "heap-static").unwrap();
    let subject = Subject::start_with(&program, arguments, &[]);
    compare(&subject, 2);
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
