//! A map that was emptied keeps its table.

use std::collections::HashMap;
use std::hint::black_box;

fn main() {
    const ENTRIES: u64 = 200_000;
    const VALUE: usize = 128;
    let mut map: HashMap<u64, [u8; VALUE]> = HashMap::new();
    for key in 0..ENTRIES {
        map.insert(key, [7; VALUE]);
    }
    for key in 0..ENTRIES {
        map.remove(&key);
    }
    // A table is a power of two of buckets, of which one in eight stays free.
    let buckets = (ENTRIES * 8 / 7).next_power_of_two();
    let table = buckets * (VALUE as u64 + 8 + 1);
    println!("ready {table}");
    loop {
        std::thread::park();
        black_box(&map);
    }
}
