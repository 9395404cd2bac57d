//! Programs of which it is known who holds the memory, by name. Each says
//! `ready BYTES` once it holds so many that its culprit is to blame for, and
//! then waits.

use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet, VecDeque};
use std::hint::black_box;

const ENTRIES: u64 = 200_000;
const VALUE: usize = 128;
const MIB: usize = 1 << 20;

type Value = [u8; VALUE];

/// Waits for ever, and keeps what it is given.
fn ready<T>(bytes: usize, kept: T) -> ! {
    println!("ready {bytes}");
    loop {
        std::thread::park();
        black_box(&kept);
    }
}

/// The table of so many entries: a power of two of buckets, of which one in
/// eight stays free, and a byte each.
fn table(entries: u64, entry: usize) -> usize {
    (entries * 8 / 7).next_power_of_two() as usize * (entry + 1)
}

fn map() {
    let mut map: HashMap<u64, Value> = HashMap::new();
    map.extend((0..ENTRIES).map(|key| (key, [7; VALUE])));
    for key in 0..ENTRIES {
        map.remove(&key);
    }
    ready(table(ENTRIES, 8 + VALUE), map)
}

/// A set of which one in a hundred is kept.
fn set() {
    let mut set: HashSet<u64> = (0..16 * ENTRIES).collect();
    set.retain(|key| key % 100 == 0);
    ready(table(16 * ENTRIES, 8) - set.len() * 8, set)
}

fn vec() {
    let mut vec = vec![[7_u8; VALUE]; 400_000];
    vec.clear();
    ready(vec.capacity() * VALUE, vec)
}

/// A queue that grew, and was worked off.
fn deque() {
    let mut queue = VecDeque::new();
    queue.extend((0..1 << 19).map(|_| [7_u8; VALUE]));
    while queue.len() > 100 {
        queue.pop_front();
    }
    ready((queue.capacity() - queue.len()) * VALUE, queue)
}

/// The same, after it went round many times.
fn ring() {
    let mut queue: VecDeque<u64> = VecDeque::new();
    for number in 0..40_000_000_u64 {
        queue.push_back(number);
        if queue.len() >= 4 << 20 {
            queue.pop_front();
        }
    }
    queue.drain(..queue.len() - 7);
    ready(queue.capacity() * 8, Box::new(queue))
}

fn heap() {
    let mut heap: BinaryHeap<u64> = (0..8 << 20).collect();
    while heap.len() > 5 {
        heap.pop();
    }
    ready(heap.capacity() * 8, heap)
}

fn string() {
    let mut text = "x".repeat(64 * MIB);
    text.clear();
    ready(text.capacity(), text)
}

/// Buffers of connections, each emptied and kept.
fn buffers() {
    let buffer = || {
        let mut buffer = vec![7_u8; 64_000];
        buffer.clear();
        buffer
    };
    let all: Vec<Vec<u8>> = (0..1000).map(|_| buffer()).collect();
    ready(1000 * 64_000, all)
}

struct Session {
    input: VecDeque<u8>,
    output: Vec<u8>,
}

/// The same of smaller ones, in a map of boxes.
fn sessions() {
    let session = || {
        let mut input = VecDeque::from(vec![7; 4096]);
        let mut output = vec![7; 4096];
        (input.clear(), output.clear());
        Box::new(Session { input, output })
    };
    let all: HashMap<u64, Box<Session>> =
        (0..10_000).map(|number| (number, session())).collect();
    let each = |of: &Session| of.input.capacity() + of.output.capacity();
    ready(all.values().map(|of| each(of)).sum(), all)
}

/// What a tree that was cleared had in boxes: 128 bytes, and 16 of malloc; its
/// nodes beside are of eleven entries, of which six are in most.
fn tree() {
    let mut map: BTreeMap<u64, Box<Value>> = BTreeMap::new();
    map.extend((0..2 * ENTRIES).map(|key| (key, Box::new([7; VALUE]))));
    let late = Box::new([1_u8; 100_000]);
    map.clear();
    let entries = 2 * ENTRIES as usize;
    ready(entries * 144 + entries / 6 * 208, (map, late))
}

/// Boxes of which one in twenty is kept.
fn scattered() {
    let mut all: Vec<Option<Box<Value>>> =
        (0..2 * ENTRIES).map(|_| Some(Box::new([7; VALUE]))).collect();
    let numbered = all.iter_mut().enumerate();
    numbered.filter(|(at, _)| at % 20 != 0).for_each(|(_, one)| *one = None);
    ready(2 * ENTRIES as usize / 20 * 19 * 144, all)
}

fn leaked() {
    for _ in 0..2 * ENTRIES {
        black_box(Box::leak(Box::new([7_u8; VALUE])));
    }
    ready(2 * ENTRIES as usize * (VALUE + 8), ())
}

/// A map that is as full as it gets.
fn full() {
    let mut map: HashMap<u64, Value> = HashMap::new();
    map.extend((0..7 << 15).map(|key| (key, [7; VALUE])));
    ready((7 << 15) * (VALUE + 8), map)
}

/// Threads that freed what they had: each has an arena of its own.
fn threads() {
    let work = |_| {
        std::thread::spawn(|| {
            let all: Vec<Box<Value>> =
                (0..50_000).map(|_| Box::new([7; VALUE])).collect();
            let late = Box::new([1_u8; 4000]);
            drop(all);
            std::thread::park();
            black_box(&late);
        })
    };
    let all: Vec<_> = (0..8).map(work).collect();
    std::thread::sleep(std::time::Duration::from_secs(2));
    ready(8 * 50_000 * 144, all)
}

fn given_back() {
    let mut map: HashMap<u64, Value> = HashMap::new();
    map.extend((0..ENTRIES).map(|key| (key, [7; VALUE])));
    map.clear();
    map.shrink_to_fit();
    ready(0, map)
}

fn main() {
    let name = std::env::args().nth(1).unwrap_or_default();
    match name.as_str() {
        "map" => map(),
        "set" => set(),
        "vec" => vec(),
        "deque" => deque(),
        "ring" => ring(),
        "heap" => heap(),
        "string" => string(),
        "buffers" => buffers(),
        "sessions" => sessions(),
        "tree" => tree(),
        "scattered" => scattered(),
        "leaked" => leaked(),
        "full" => full(),
        "threads" => threads(),
        "given-back" => given_back(),
        _ => panic!("no program is called '{name}'"),
    }
}
