//! A library, and how its tests keep its promise that it needs little memory:
//! whoever breaks it sees the test fail.
//!
//! ```console
//! $ cargo test -p residue-examples --bin library
//! ```
#![expect(clippy::print_stdout, reason = "the program's own output")]

use residue::{Counting, assert};
use std::alloc::System;
use std::collections::VecDeque;

#[global_allocator]
static ALLOCATOR: Counting<System> = Counting::new(System);

/// The mean of the last `window` of all numbers, without keeping the others.
fn moving_means(
    numbers: impl Iterator<Item = f64>,
    window: usize,
    mut each: impl FnMut(f64),
) {
    let mut last = VecDeque::with_capacity(window + 1);
    let mut sum = 0.0;
    for number in numbers {
        last.push_back(number);
        sum += number;
        if last.len() > window {
            sum -= last.pop_front().unwrap_or(0.0);
        }
        each(sum / last.len() as f64);
    }
}

/// A million numbers go by, and a thousand are kept.
fn keeps_its_promise() {
    let numbers = (0..1_000_000).map(f64::from);
    let mut largest: f64 = 0.0;
    // 1001 numbers of 8 bytes. A limit is the whole process's, and a test's
    // harness allocates too: it is far above the one and far below what a
    // million would take.
    assert::live_below(64 << 10, || {
        moving_means(numbers, 1000, |mean| largest = largest.max(mean));
    });
    assert!(largest > 999_000.0);
    assert::left_below(64 << 10, || {
        moving_means((0..100_000).map(f64::from), 50_000, |_| ());
    });
}

fn main() {
    keeps_its_promise();
    println!("the promise is kept");
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_needs_no_more_than_its_window() {
        super::keeps_its_promise();
    }
}
