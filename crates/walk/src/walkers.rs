//! All walkers, and how they are asked.

use crate::{
    Found, Target, Walker, glibc, go, jemalloc, mimalloc, musl, pymalloc,
    strangers,
};

/// Every walker; a new allocator is one line.
pub static WALKERS: &[&dyn Walker] = &[
    &glibc::Glibc,
    &go::Go,
    &jemalloc::Jemalloc,
    &mimalloc::Mimalloc,
    &musl::Musl,
    &pymalloc::Pymalloc,
];

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
    let binary = target.modules().next();
    let is_deques = |name: &str| name.contains("vec_deque");
    found.has_deques =
        binary.is_some_and(|of| !of.symbols(&is_deques).is_empty());
    found
}
