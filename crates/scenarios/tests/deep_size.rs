//! What crates that measure a value's size by its type say of a map that has
//! been emptied, beside what it holds: they go by its capacity, of which its
//! table is no part while it has marks of what was removed.
//!
//! The counters see the whole process, so this is a program of its own.

use std::alloc::System;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

use deepsize::DeepSizeOf;
use get_size2::GetSize;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// One that hashes the same in every process.
type Map = HashMap<u64, u64, BuildHasherDefault<DefaultHasher>>;

/// Elements that leave a table of 2,097,152 buckets half empty, and as many as
/// it takes.
const SIZES: [u64; 2] = [1_000_000, 1_835_008];

/// Buckets of 16 bytes, a control byte each, and a group of them.
const TABLE: usize = 2_097_152 * 17 + 16;

/// Bytes of its own that it holds.
struct Sizes {
    held: usize,
    get_size2: usize,
    deepsize: usize,
}

fn live() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}

fn sizes(map: &Map, before: usize) -> Sizes {
    Sizes {
        held: live() - before,
        get_size2: map.get_heap_size(),
        deepsize: map.deep_size_of() - size_of::<Map>(),
    }
}

/// Bytes at three points: filled, emptied one by one, shrunk.
fn course(elements: u64) -> [Sizes; 3] {
    let before = live();
    let mut map = Map::default();
    for key in 0..elements {
        map.insert(key, key);
    }
    let filled = sizes(&map, before);
    for key in 0..elements {
        map.remove(&key);
    }
    let emptied = sizes(&map, before);
    map.shrink_to_fit();
    [filled, emptied, sizes(&map, before)]
}

fn deep_sizes_of_an_emptied_map_are_below_what_it_holds() {
    let [_, full] = SIZES.map(|elements| {
        let [filled, emptied, shrunk] = course(elements);
        assert_eq!([filled.held, emptied.held], [TABLE, TABLE]);
        // The control: of an empty table both say nothing.
        assert_eq!([shrunk.held, shrunk.get_size2, shrunk.deepsize], [0; 3]);
        assert!(filled.get_size2 < TABLE && filled.deepsize < TABLE);
        assert!(emptied.get_size2 < filled.get_size2);
        assert!(emptied.deepsize < filled.deepsize);
        emptied
    });
    assert!(full.get_size2 < TABLE / 4, "{}", full.get_size2);
    assert!(full.deepsize < TABLE / 4, "{}", full.deepsize);
}

fn main() {
    deep_sizes_of_an_emptied_map_are_below_what_it_holds();
}
