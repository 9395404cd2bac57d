//! What a map holds: in its table, or behind a pointer.

mod hashmap_pointer;
mod hashmap_wide;
mod inline;
mod owning;
mod shared;

use crate::Scenario;

pub(in crate::catalog) use inline::ALL as INLINE;
pub(in crate::catalog) use owning::ALL as OWNING;

/// In the order in which they are listed and run.
pub(super) const ALL: &[&dyn Scenario] =
    &[hashmap_pointer::SCENARIO, hashmap_wide::SCENARIO, shared::SCENARIO];
