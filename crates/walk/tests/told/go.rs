//! Go's heap, with symbols and without, against `runtime.MemStats`.

use crate::build;
use crate::changed::Changed;
use crate::collected::Collected;
use crate::damage::{Copied, survives_damage};
use crate::process::Process;
use crate::subject::Subject;
use residue_walk::{FoundBy, Holder, Memory, Remedy, Span, Use, Walked};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

/// The program, built by the Go of this machine; `None` where is none.
fn program(name: &str, flags: &str) -> Option<PathBuf> {
    build::built(name, |program| {
        let mut command = Command::new("go");
        command
            .args(["build", "-ldflags", flags, "-o"])
            .arg(program)
            .arg(build::source("heap.go"));
        command
    })
}

fn whole() -> Option<PathBuf> {
    program("go-heap", "")
}

fn stripped() -> Option<PathBuf> {
    program("go-heap-stripped", "-s -w")
}

/// A process that has told all, and of which no thread of the runtime's runs
/// on: it would give back pages.
fn start(program: &Path, arguments: &str) -> Subject {
    let subject = Subject::start_with(program, arguments, &[]);
    signal(&subject, "STOP");
    subject
}

fn signal(subject: &Subject, name: &str) {
    let pid = subject.pid().to_string();
    let name = format!("-{name}");
    let sent = Command::new("kill").args([&name, &pid]).status().unwrap();
    assert!(sent.success());
    let is_stopped = || {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        stat.rsplit_once(')').unwrap().1.trim_start().starts_with('T')
    };
    while is_stopped() != (name == "-STOP") {
        thread::yield_now();
    }
}

/// Has the runtime tell its figures again.
fn tell_again(subject: &mut Subject) {
    signal(subject, "CONT");
    subject.obey("figures");
    signal(subject, "STOP");
}

/// The runtime allocates a little itself, at times between what it says and
/// what is walked.
const TRIES: usize = 20;

/// Walks the heap of a process that stands still, and compares all of it.
fn compare(subject: &mut Subject) -> (Collected, FoundBy) {
    for _ in 0..TRIES {
        let (seen, walked, found_by) = walk(subject);
        let live: u64 = seen.live().values().sum();
        if live != subject.figure("heap-alloc") {
            tell_again(subject);
            continue;
        }
        let pages = walked.checks.iter().find(|c| c.what.contains("pages"));
        assert_eq!(pages.unwrap().told * 8192, subject.figure("heap-in-use"));
        let stacks = format!("{} bytes", subject.figure("stack-in-use"));
        assert!(walked.notes.iter().any(|note| note.contains(&stacks)));
        let returned = returned(&seen).into_iter();
        let idle: u64 = returned.map(|span| span.end - span.start).sum();
        // What is not used yet of the last arena is in none of Go's figures.
        let rest = idle.checked_sub(subject.figure("heap-idle"));
        assert!(rest.is_some_and(|rest| rest < 64 << 20), "{idle}");
        return (seen, found_by);
    }
    panic!("objects never came to what the runtime says");
}

fn walk(subject: &Subject) -> (Collected, Walked, FoundBy) {
    let process = Process::of(subject.pid());
    let heap = process.heap_of("Go");
    let mut seen = Collected::default();
    let walked = heap.walk(&process.target(&process), &mut seen).unwrap();
    seen.close();
    assert!(walked.checks.iter().all(|check| check.walked == check.told));
    assert_eq!(walked.checks.len(), 2, "{:?}", walked.notes);
    let live = seen.live();
    for (address, size) in &subject.live {
        // Small ones without pointers share a place of 16 bytes.
        let place = live.range(..=address).next_back();
        let holds = place.is_some_and(|(start, bytes)| {
            let is_whole = start == address || *bytes == 16;
            is_whole && address + size <= start + bytes
        });
        assert!(holds, "{address:#x} of {size}");
    }
    (seen, walked, heap.allocator().found_by)
}

fn returned(seen: &Collected) -> Vec<Span> {
    let of = |(remedy, span): &(Remedy, Span)| {
        (*remedy == Remedy::FreeOsMemory).then(|| span.clone())
    };
    seen.returns.iter().filter_map(of).collect()
}

fn holds(arguments: &str) {
    let Some(program) = whole() else { return };
    let (_, found_by) = compare(&mut start(&program, arguments));
    assert_eq!(found_by, FoundBy::Symbols);
}

#[test]
fn live_objects_are_what_the_runtime_says_to_the_byte() {
    holds("objects=50000 keep=10");
    holds("objects=50000 keep=1 size=40");
    holds("objects=3000 keep=3 size=100000 huge=3:5000000");
    holds("objects=0");
}

#[test]
fn what_is_not_collected_is_live_to_the_runtime_too() {
    holds("objects=50000 keep=10 garbage=1");
}

#[test]
fn stacks_of_goroutines_are_no_heap() {
    let Some(program) = whole() else { return };
    let mut subject = start(&program, "objects=100 stacks=500");
    let (seen, _) = compare(&mut subject);
    let stacks = subject.figure("stack-in-use");
    assert!(stacks > 500 * 16_384, "{stacks}");
    let live: u64 = seen.live().values().sum();
    assert!(live < stacks / 4, "{live}");
}

#[test]
fn a_program_without_symbols_is_walked_by_what_its_variables_lead_to() {
    let Some(program) = stripped() else { return };
    let mut subject = start(&program, "objects=20000 keep=7 huge=2:3000000");
    let (_, found_by) = compare(&mut subject);
    assert_eq!(found_by, FoundBy::Invariants);
}

#[test]
fn the_version_is_that_of_the_build() {
    let Some(program) = stripped() else { return };
    let subject = start(&program, "objects=10");
    let process = Process::of(subject.pid());
    let version = process.heap_of("Go").allocator().version.clone().unwrap();
    let told = Command::new("go").args(["env", "GOVERSION"]).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.starts_with(&format!("go{version}")), "{told} {version}");
}

#[test]
fn freeing_memory_gives_back_the_pages_that_were_told() {
    let Some(program) = whole() else { return };
    let mut subject = start(&program, "objects=200000 keep=5000 size=900");
    let (seen, _) = compare(&mut subject);
    let process = Process::of(subject.pid());
    let promised = process.resident(&returned(&seen));
    assert!(promised > 1 << 20, "{promised} is too little to tell");
    let regions: Vec<Span> =
        seen.regions.iter().map(|region| region.span.clone()).collect();
    let before = process.resident(&regions);
    signal(&subject, "CONT");
    subject.obey("collect");
    let given = before - process.resident(&regions);
    // What its collection frees comes to that.
    assert!(given >= promised - promised / 20, "{given} of {promised}");
}

/// A collection later, nothing is marked: all that was alive waits to be
/// swept.
#[test]
fn what_was_found_dead_and_not_swept_is_told_apart() {
    let Some(program) = whole() else { return };
    let mut subject = start(&program, "objects=20000 keep=10");
    let (seen, _) = compare(&mut subject);
    let process = Process::of(subject.pid());
    let memory: &dyn Memory = &process;
    let heap = process.heap_of("Go");
    let at = generation(&process, subject.figure("heap-in-use") / 8192);
    let word = memory.word(at).unwrap();
    let changed = Changed { memory, words: vec![(at, word + 2)] };
    let mut later = Collected::default();
    let walked = heap.walk(&process.target(&changed), &mut later).unwrap();
    later.close();
    let unswept = later.bytes(|u| u == Use::Held(Holder::Unswept));
    let live: u64 = later.live().values().sum();
    assert_eq!(live + unswept, seen.live().values().sum::<u64>());
    let says_so = walked.notes.iter().any(|note| note.contains("swept"));
    assert!(unswept > live || says_so, "{unswept} {:?}", walked.notes);
}

/// Where the generation of swept spans stands: in front of the list of spans,
/// which is followed by the count of their pages.
fn generation(process: &Process, pages: u64) -> u64 {
    let target = process.target(process);
    let module = target.modules().next().unwrap();
    let name = "runtime.mheap_";
    let heap = module.symbols(&|of| of == name).get(name).unwrap();
    let memory: &dyn Memory = process;
    let words = memory.words(heap.address, heap.size as usize / 8).unwrap();
    let is_list = |words: &[u64]| {
        words[0] != 0
            && words[1] > 0
            && words[1] <= words[2]
            && words[3] == pages
    };
    let at = words.windows(4).position(is_list).unwrap();
    heap.address + at as u64 * 8 - 8
}

/// The control of all the others.
#[test]
fn a_heap_that_is_changed_is_refused() {
    let Some(program) = whole() else { return };
    let mut subject = start(&program, "objects=5000 keep=10");
    let (_, _) = compare(&mut subject);
    let process = Process::of(subject.pid());
    let memory: &dyn Memory = &process;
    let heap = process.heap_of("Go");
    let pages = subject.figure("heap-in-use") / 8192;
    let generation = generation(&process, pages);
    let list = memory.words(generation + 8, 2).unwrap();
    let records = memory.words(list[0], list[1] as usize).unwrap();
    let version = heap.allocator().version.clone().unwrap();
    let counts = if version.starts_with("1.21.") { 13 } else { 12 };
    let is_used = |record: &&u64| {
        let words = memory.words(**record, 14).unwrap();
        words[counts] >> 24 & 0xff == 1
    };
    let mut places = vec![(generation, 7), (generation + 32, 1)];
    for record in records.iter().filter(is_used).step_by(5) {
        // Its first page, and how many there are.
        places.extend([(record + 24, 0x1000), (record + 32, 0x10_0000)]);
    }
    assert!(places.len() > 10);
    for (at, by) in places {
        let word = memory.word(at).unwrap() ^ by;
        let changed = Changed { memory, words: vec![(at, word)] };
        let mut seen = Collected::default();
        let walked = heap.walk(&process.target(&changed), &mut seen);
        assert!(walked.is_err(), "{at:#x} changed by {by} went unnoticed");
    }
}

fn copy() -> Option<Copied> {
    let subject = start(&whole()?, "objects=300 keep=3 huge=1:300000");
    Some(Copied::of(&subject, "Go", "go-heap"))
}

survives_damage!(200 walks of copy);
