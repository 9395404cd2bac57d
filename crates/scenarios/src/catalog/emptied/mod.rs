//! One container, emptied in every way there is. What it says of its own room
//! after each stands beside what it really holds.

mod ways;

use ways::emptied;

use crate::containers::{Map, hash_map, sized_vector};

emptied! {
    HASH_MAP: Map<[u8; 128]> = hash_map(),
    names: "hashmap", "HashMap<u64, [u8; 128]>",
    retain(|_, _| false), drain(),
}

emptied! {
    VECTOR: Vec<[u8; 128]> = sized_vector(),
    names: "vec", "Vec<[u8; 128]>",
    retain(|_| false), drain(..),
}
