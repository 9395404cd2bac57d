//! The loop that instructions are counted of.

use std::hint::black_box;

/// Bytes of each object of [`pairs`]: small enough for every allocator's
/// fastest path.
pub const PAIR_SIZE: usize = 64;

/// Allocates and frees an object, `count` times.
pub fn pairs(count: usize) {
    for _ in 0..count {
        let object: Vec<u8> = Vec::with_capacity(PAIR_SIZE);
        black_box(&object);
    }
}

/// The number in the program's first argument.
///
/// # Panics
///
/// Where there is none: the programs are started by a script.
pub fn count_of_arguments() -> usize {
    let count = std::env::args().nth(1);
    let count = count.and_then(|text| text.parse().ok());
    count.expect("the first argument is a number")
}
