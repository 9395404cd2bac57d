//! All walkers, and all that they find.

use crate::{
    Heap, Refusal, Target, Walker, glibc, jemalloc, mimalloc, pymalloc,
    strangers,
};

/// Every walker; a new allocator is one line.
pub static WALKERS: &[&dyn Walker] = &[
    &glibc::Glibc,
    &jemalloc::Jemalloc,
    &mimalloc::Mimalloc,
    &pymalloc::Pymalloc,
];

/// What all walkers found in a process.
#[derive(Debug, Default)]
pub struct Found {
    /// The allocators that can be walked.
    pub heaps: Vec<Box<dyn Heap>>,
    /// The allocators that are there but cannot be walked, by name, and why:
    /// those that a walker refuses, and those that none reads.
    pub refused: Vec<(&'static str, Refusal)>,
}

/// Asks every walker.
pub fn find_all(target: &Target<'_>) -> Found {
    let mut found = Found::default();
    for walker in WALKERS {
        match walker.find(target) {
            Ok(heaps) => found.heaps.extend(heaps),
            Err(refusal) => found.refused.push((walker.name(), refusal)),
        }
    }
    let strangers = strangers::find(target, &found);
    found.refused.extend(strangers);
    found
}
