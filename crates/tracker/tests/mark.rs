//! Phases, with and without an observer. The observer is this test: it starts
//! its own program, and reads that one's segment while it stands at a mark.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::child;
use common::segment::{Object, Segment};
use residue::{AllocatorView, Status, Tracking};
use residue::{OBSERVED_VARIABLE, Statistic};
use residue::{counters, describe_allocator, mark, status};
use residue_segment::protocol::DESCRIPTOR_VARIABLE;
use residue_segment::survey::{ESCAPE, TILE};
use residue_segment::{OwnerId, SMALL_MAX};
use std::alloc::System;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::Ordering::{Acquire, Relaxed};

#[global_allocator]
static ALLOCATOR: Tracking<System> = Tracking::new(System);

/// An allocator with something to tell; its usable sizes follow from the
/// addresses, so that the test knows them too. Under glibc, neighbours of 8
/// bytes leave each other no more room than this header.
static VIEW: AllocatorView = AllocatorView {
    others_wait: true,
    usable_size: |object| pretended_usable_size(object.addr() as u64) as usize,
    least_usable_size: |size| size,
    object_header: HEADER,
    statistics: |table| table.set(Statistic::Dirty, Some(4096)),
};

const HEADER: u64 = 24;
/// Bytes of each of many objects, rounded up.
const BOX: u64 = 104;

/// From nothing, over small excesses, to those that need an escape.
fn pretended_usable_size(address: u64) -> u64 {
    match address / 16 % 5 {
        0 => 0,
        1 => 2000,
        2 => u64::from(ESCAPE) + BOX,
        3 => 100_000,
        _ => 1 << 40,
    }
}

// ---- Subjects: what this program does when the test starts it.

/// Marks a phase, which must not allocate.
fn mark_without_allocating(name: &str) {
    let before = counters();
    mark(name);
    assert_eq!(counters(), before);
}

fn marks_two_phases() {
    describe_allocator(&VIEW);
    let boxes: Vec<Box<[u8; 100]>> =
        (0..5000).map(|_| Box::new([0; 100])).collect();
    let narrow: Vec<Box<u64>> = (0..1000).map(Box::new).collect();
    let large: Vec<Vec<u8>> = (0..20).map(|n| vec![0; n << 16]).collect();
    mark_without_allocating("filled");
    drop(vec![0_u8; 3 << 20]);
    drop((boxes, narrow, large));
    mark_without_allocating("drained with care");
}

fn marks_unobserved() {
    describe_allocator(&VIEW);
    mark_without_allocating("one");
    let bytes = vec![0_u8; 1 << 20];
    mark_without_allocating("two");
    drop(bytes);
    let segment = Segment::of_this_process();
    let phase = &segment.header().phase;
    assert_eq!(phase.name.read(), "two");
    assert_eq!(phase.sequence.load(Relaxed), 2);
    assert!(phase.peak_live.load(Relaxed) >= 1 << 20);
    // Nobody asked: nothing was surveyed.
    assert_eq!(segment.header().survey_stamp.load(Relaxed), 0);
}

/// Forks while another thread stands at a mark; the child marks too.
fn forks_while_it_stands() {
    let standing = std::thread::spawn(|| mark("standing"));
    let segment = Segment::of_this_process();
    while segment.header().phase.sequence.load(Relaxed) == 0 {
        std::thread::yield_now();
    }
    let code = child::fork(|| {
        mark("child");
        i32::from(status() != Status::Detached)
    });
    assert_eq!(code, 0);
    // The test learns by this line that the child has marked.
    let mut output = std::io::stdout();
    output.write_all(b"forked\n").unwrap();
    output.flush().unwrap();
    standing.join().unwrap();
}

fn play(role: &str) {
    child::end_after(60);
    match role {
        "two phases" => marks_two_phases(),
        "unobserved" => marks_unobserved(),
        "forking" => forks_while_it_stands(),
        _ => panic!("unknown role {role}"),
    }
}

// ---- The observer.

struct Subject {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Subject {
    fn observed(role: &str) -> Subject {
        let mut command = child::in_role(role);
        Subject::start(command.env(OBSERVED_VARIABLE, "1"))
    }

    fn start(command: &mut Command) -> Subject {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Subject { child, lines }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line
    }

    fn go_on(&mut self) {
        self.child.stdin.as_mut().unwrap().write_all(b"go on\n").unwrap();
    }

    /// Its segment, once it is ready to be read at the phase it said.
    fn segment(&self) -> Segment {
        let segment = Segment::of(self.child.id()).unwrap();
        let phase = &segment.header().phase;
        while phase.ready.load(Acquire) != phase.sequence.load(Acquire) {
            std::thread::yield_now();
        }
        segment
    }

    /// What else it says until it ends, which it must do well.
    fn rest(mut self) -> String {
        drop(self.child.stdin.take());
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        assert!(self.child.wait().unwrap().success());
        rest
    }
}

/// The excess of each of the tile's objects, as the survey has it.
fn surveyed(segment: &Segment, tile: u64) -> (u32, Vec<u64>) {
    let survey = segment.geometry().survey().offset;
    let entry: [u8; 16] = segment.read(survey + tile * 16);
    let stamp = u32::from_le_bytes(entry[0..4].try_into().unwrap());
    let objects = u32::from_le_bytes(entry[4..8].try_into().unwrap());
    let start = u64::from_le_bytes(entry[8..16].try_into().unwrap());
    let stream = survey + segment.geometry().survey_directory_bytes();
    let mut words = (start..)
        .map(|word| u16::from_le_bytes(segment.read(stream + word * 2)));
    let mut excess = || match words.next() {
        Some(ESCAPE) => {
            let parts = words.by_ref().take(4).enumerate();
            parts.map(|(n, part)| u64::from(part) << (16 * n)).sum()
        }
        word => u64::from(word.unwrap()),
    };
    (stamp, (0..objects).map(|_| excess()).collect())
}

/// Fails unless the survey has the excess of every live object.
fn is_surveyed(segment: &Segment, objects: &[Object], stamp: u64) {
    assert_eq!(segment.header().survey_stamp.load(Relaxed), stamp);
    assert_eq!(segment.header().object_header.load(Relaxed), HEADER);
    let nexts = objects[1..].iter().map(|o| o.address).chain([u64::MAX]);
    let excesses: Vec<(u64, u64)> = objects
        .iter()
        .zip(nexts)
        .map(|(o, next)| (o.address, excess(o, next)))
        .collect();
    for tile in excesses.chunk_by(|a, b| a.0 / TILE == b.0 / TILE) {
        let expected = tile.iter().map(|(_, excess)| *excess).collect();
        let number = tile[0].0 / TILE;
        assert_eq!(surveyed(segment, number), (stamp as u32, expected));
    }
}

/// What the object has beyond its size, if the next one begins at `next`.
fn excess(object: &Object, next: u64) -> u64 {
    // None is tagged, so small sizes are rounded already.
    assert_eq!(object.owner, OwnerId::NONE);
    if has_no_more_room(object, next) {
        return 0;
    }
    pretended_usable_size(object.address).saturating_sub(object.size)
}

fn has_no_more_room(object: &Object, next: u64) -> bool {
    object.address + object.size + HEADER == next
}

fn an_observed_process_stands_until_it_is_told_to_go_on() {
    let mut subject = Subject::observed("two phases");
    assert_eq!(subject.line(), "residue phase filled\n");
    let segment = subject.segment();
    let header = segment.header();
    assert_eq!(header.phase.name.read(), "filled");
    assert_eq!(header.phase.sequence.load(Relaxed), 1);
    assert_eq!(header.statistics.get(Statistic::Dirty), Some(4096));
    assert_eq!(header.statistics.get(Statistic::Metadata), None);

    let objects = segment.objects();
    assert!(objects.iter().filter(|o| o.size == BOX).count() >= 5000);
    assert!(objects.iter().any(|o| o.size > SMALL_MAX));
    let full = objects.windows(2);
    let full = full.filter(|o| has_no_more_room(&o[0], o[1].address));
    assert!(full.count() >= 900);
    is_surveyed(&segment, &objects, 1);
    // It stands still: nothing changes by being read.
    let digest = segment.digest();
    assert_eq!(segment.objects(), objects);
    assert_eq!(segment.digest(), digest);
    let filled = header.phase.peak_live.load(Relaxed);
    assert!(filled >= objects.iter().map(|o| o.size).sum::<u64>() - 40_000);

    subject.go_on();
    assert_eq!(subject.line(), "residue phase drained-with-care\n");
    let segment = subject.segment();
    assert_eq!(header.phase.sequence.load(Relaxed), 2);
    assert!(header.phase.peak_live.load(Relaxed) >= filled + (3 << 20));
    let objects = segment.objects();
    assert!(objects.iter().filter(|o| o.size == BOX).count() < 100);
    is_surveyed(&segment, &objects, 2);
    subject.go_on();
    assert_eq!(subject.rest(), "");
}

/// Its standard streams are its own then.
fn an_observer_can_be_spoken_to_over_another_descriptor() {
    let (ours, its) = UnixStream::pair().unwrap();
    let mut command = child::in_role("two phases");
    command.env(OBSERVED_VARIABLE, "1").env(DESCRIPTOR_VARIABLE, "0");
    command.stdin(OwnedFd::from(its)).stdout(Stdio::piped());
    let mut process = command.spawn().unwrap();
    drop(command);
    let mut lines = BufReader::new(ours);
    for phase in ["filled", "drained-with-care"] {
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        assert_eq!(line, format!("residue phase {phase}\n"));
        lines.get_mut().write_all(b"go on\n").unwrap();
    }
    let mut own = String::new();
    process.stdout.take().unwrap().read_to_string(&mut own).unwrap();
    assert_eq!(own, "", "nothing is said there");
    assert!(process.wait().unwrap().success());
}

fn an_observer_that_is_gone_holds_nobody_up() {
    let mut subject = Subject::observed("two phases");
    assert_eq!(subject.line(), "residue phase filled\n");
    assert_eq!(subject.rest(), "residue phase drained-with-care\n");
}

fn an_unobserved_process_says_nothing() {
    let mut command = child::in_role("unobserved");
    let subject = Subject::start(&mut command);
    assert_eq!(subject.rest(), "");
}

fn a_forked_child_neither_speaks_nor_waits() {
    let mut subject = Subject::observed("forking");
    assert_eq!(subject.line(), "residue phase standing\n");
    assert_eq!(subject.line(), "forked\n");
    assert_eq!(subject.segment().header().phase.name.read(), "standing");
    subject.go_on();
    assert_eq!(subject.rest(), "");
}

fn main() {
    if let Some(role) = child::role() {
        return play(&role);
    }
    child::end_after(120);
    an_observed_process_stands_until_it_is_told_to_go_on();
    an_observer_can_be_spoken_to_over_another_descriptor();
    an_observer_that_is_gone_holds_nobody_up();
    an_unobserved_process_says_nothing();
    a_forked_child_neither_speaks_nor_waits();
}
