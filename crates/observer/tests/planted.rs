//! Another process, in which memory of each kind is planted.
#![cfg(target_os = "linux")]

mod memory;
mod objects;
mod segment;

use objects::Objects;
use residue_ledger::{PageUse, Row};
use residue_observer::{Error, Observer, Snapshot, Standstill};
use rustix::mm::MapFlags;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Read, Write, stderr, stdin};
use std::process::{Child, ChildStderr, ChildStdin, Command, Stdio};
use std::thread;

const MIB: usize = 1 << 20;
const LEAK: usize = 64 * MIB;
const UNTOUCHED: usize = 48 * MIB;
const SLACK: usize = 40 * MIB;
const PAYLOAD: usize = 24 * MIB;
const CACHED: usize = 56 * MIB;
const STACK: usize = 32 * MIB;
const SHARED: usize = 16 * MIB;

/// This binary again, as the process that is observed.
struct Subject {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStderr>,
}

impl Subject {
    fn start() -> Subject {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "plants_when_told", "--nocapture"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stderr.take().unwrap());
        let mut subject = Subject { child, input, output };
        subject.wait();
        subject
    }

    fn go_on(&mut self) {
        self.input.write_all(b"\n").unwrap();
        self.wait();
    }

    fn wait(&mut self) {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn pause() {
    stderr().write_all(b"ready\n").unwrap();
    // Without anyone to wait for there is nothing to read.
    let _ = stdin().read_exact(&mut [0]);
}

/// The observed process itself; started by the test below.
#[test]
#[ignore = "started by another test, and waits for it"]
fn plants_when_told() {
    let mut objects = Objects::new();
    let private = MapFlags::PRIVATE;
    let mut plant = |len: usize, written: usize| {
        let memory = memory::map(len, written, private);
        let address = memory.as_ptr().addr() as u64;
        objects.object(address, len as u64, len as u64);
    };
    pause();
    plant(LEAK, LEAK);
    plant(UNTOUCHED, 0);
    let owner = objects.container("table", PAYLOAD as u64);
    let len = SLACK + PAYLOAD;
    let table = memory::map(len, len, private);
    let address = table.as_ptr().addr() as u64;
    objects.owned(address, len as u64, len as u64, owner);
    memory::map(CACHED, CACHED, private | MapFlags::NORESERVE);
    memory::map(SHARED, SHARED, MapFlags::SHARED);
    objects.survey();
    thread::Builder::new()
        .stack_size(STACK + MIB)
        .spawn(|| {
            deep();
            pause();
            pause();
        })
        .unwrap()
        .join()
        .unwrap();
}

#[inline(never)]
fn deep() {
    let frame = [1u8; STACK];
    black_box(&frame);
}

fn near(found: i64, expected: usize) -> bool {
    found.abs_diff(expected as i64) <= (expected / 100).max(MIB / 4) as u64
}

fn growth(
    before: &Snapshot,
    after: &Snapshot,
    row: fn(&Snapshot) -> Option<u64>,
) -> i64 {
    row(after).unwrap() as i64 - row(before).unwrap() as i64
}

#[test]
fn each_plant_is_in_its_own_row() {
    let mut subject = Subject::start();
    let pid = subject.child.id();
    let mut observer = Observer::attach(pid).unwrap();
    let before = still(pid, &mut observer);
    subject.go_on();
    let after = still(pid, &mut observer);
    let again = still(pid, &mut observer);
    assert_eq!(after, again, "a snapshot disturbs");
    let fresh = still(pid, &mut Observer::attach(pid).unwrap());
    assert_eq!(after, fresh, "what an observer saw before matters");

    let grown = |row| growth(&before, &after, row);
    assert_eq!(grown(|seen| seen.ledger.get(Row::OtherLive)), LEAK as i64);
    assert_eq!(grown(|seen| seen.ledger.get(Row::Payload)), PAYLOAD as i64);
    assert_eq!(grown(|seen| seen.ledger.get(Row::Slack)), SLACK as i64);
    assert_eq!(grown(|seen| seen.untouched), UNTOUCHED as i64);
    assert_eq!(grown(|seen| seen.ledger.get(Row::Rounding)), 0);
    assert_eq!(grown(|seen| seen.ledger.get(Row::Fragmentation)), 0);
    assert!(near(grown(|seen| seen.ledger.get(Row::Cached)), CACHED));
    assert!(near(grown(|seen| seen.ledger.get(Row::Program)), STACK + SHARED));
    for seen in [&before, &after] {
        let resident = i128::from(seen.resident - seen.observer);
        assert_eq!(seen.ledger.sum(), resident);
        assert_eq!(seen.ledger.residual, Some(0));
        assert_eq!(seen.warnings, [""; 0]);
    }

    assert_map(pid, &mut observer, &after);
    let sample = observer.sample().unwrap();
    assert_eq!(sample.live, after.counters.map(|counters| counters.live));
    let apart = after.resident - after.observer - SHARED as u64;
    assert!(sample.resident.abs_diff(apart) < MIB as u64, "{sample:?}");

    assert!(after.peak_resident as i64 >= (after.resident - MIB as u64) as i64);
    observer.reset_peak().unwrap();
    subject.child.kill().unwrap();
    // It may be dead, or dying, or not have noticed: never half read.
    match observer.snapshot() {
        Ok(seen) => assert_eq!(seen.ledger, after.ledger),
        Err(error) => assert!(matches!(error, Error::NoSuchProcess { .. })),
    }
    subject.child.wait().unwrap();
    let gone = observer.snapshot();
    assert!(matches!(gone, Err(Error::NoSuchProcess { .. })));
    let gone = observer.sample();
    assert!(matches!(gone, Err(Error::NoSuchProcess { .. })));
    let gone = observer.reset_peak();
    assert!(matches!(gone, Err(Error::NoSuchProcess { .. })));
}

/// The page map shows what the ledger shows, and takes nothing away from it.
fn assert_map(pid: u32, observer: &mut Observer, plain: &Snapshot) {
    let _standstill = Standstill::of(pid).unwrap();
    let (snapshot, map) = observer.snapshot_with_pages().unwrap();
    assert_eq!(&apart_from_others(snapshot), plain, "the map disturbs");
    let map = map.unwrap();
    let (page, ledger) = (map.page_size, plain.ledger);
    let count: u64 = map.spans.iter().map(|span| span.count).sum();
    assert_eq!(count, map.pages.len() as u64);
    assert_eq!(count * page, plain.heap);
    let pages = |are: fn(PageUse) -> bool| {
        map.pages.iter().filter(|&&page| are(page)).count() as u64
    };
    // What is live fills its pages, as the row of fragmentation shows.
    let live = pages(|page| page.fill() == PageUse::FULL);
    assert_eq!(live * page, (LEAK + SLACK + PAYLOAD) as u64);
    let empty = pages(|page| page.slot() == 0);
    assert_eq!(Some(empty * page), ledger.get(Row::Cached));
    let held: Vec<_> =
        map.slots.iter().map(|slot| (slot.live, slot.payload)).collect();
    let table = ((SLACK + PAYLOAD) as u64, PAYLOAD as u64);
    assert_eq!(held, [(0, 0), (0, 0), (LEAK as u64, 0), table]);
    let of_table = pages(|page| page.slot() == 3);
    assert_eq!(of_table * page, table.0);
}

fn still(pid: u32, observer: &mut Observer) -> Snapshot {
    let _standstill = Standstill::of(pid).unwrap();
    apart_from_others(observer.snapshot().unwrap())
}

/// Without what other processes change, which come and go: how many have the
/// C library's pages.
fn apart_from_others(seen: Snapshot) -> Snapshot {
    Snapshot { proportional: 0, ..seen }
}
