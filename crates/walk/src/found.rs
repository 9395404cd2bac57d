//! What is found in a process.

use crate::{Heap, Refusal};

/// What all walkers found in a process.
#[derive(Debug, Default)]
pub struct Found {
    /// The allocators that can be walked.
    pub heaps: Vec<Box<dyn Heap>>,
    /// The allocators that are there but cannot be walked, by name, and why:
    /// those that a walker refuses, and those that none reads.
    pub refused: Vec<(&'static str, Refusal)>,
    /// Whether the binary has code of Rust's `VecDeque`, by its symbols.
    pub has_deques: bool,
}
