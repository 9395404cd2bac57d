//! Vectors that were filled and emptied, and memory that is none; prints the
//! addresses of what they keep, then "ready", and stands still.

use std::collections::HashMap;
use std::hint::black_box;
use std::io::Read;

const COUNT: usize = 300_000;

struct Owner {
    drained: Vec<[u32; 3]>,
    full: Vec<u64>,
    map: HashMap<u64, u64>,
    zeros: Box<[u64]>,
    random: Box<[u64]>,
}

fn main() {
    let mut owner = Box::new(Owner {
        drained: vec![[1, 2, 3]; COUNT],
        full: vec![7; COUNT],
        map: (0..COUNT as u64).map(|n| (n, n)).collect(),
        zeros: vec![1; COUNT].into(),
        random: (1..=COUNT as u64).map(|n| n.pow(3).rotate_left(9)).collect(),
    });
    black_box(&mut owner.zeros).fill(0);
    owner.drained.truncate(11);
    owner.map.clear();
    let owner = black_box(owner);
    println!("drained {}", owner.drained.as_ptr() as usize);
    println!("full {}", owner.full.as_ptr() as usize);
    println!("ready");
    let _ = std::io::stdin().read(&mut [0]);
    black_box(&owner.random);
}
