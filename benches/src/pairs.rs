//! The loop that instructions are counted of.

use std::hint::black_box;

/// Bytes of each object of [`pairs`]: small enough for every allocator's
/// fastest path.
pub const PAIR_SIZE: usize = 64;

/// What the loop of [`pairs`] is called where a program is asked for it.
pub const PAIRS: &str = "pairs";

/// Allocates and frees an object, `count` times.
pub fn pairs(count: usize) {
    for _ in 0..count {
        let object: Vec<u8> = Vec::with_capacity(PAIR_SIZE);
        black_box(&object);
    }
}
