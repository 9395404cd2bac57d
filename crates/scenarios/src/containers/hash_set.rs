//! The std hash set.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash};

use super::{Value, hash_table};
use crate::random;
use crate::retention::Container;

/// A std hash set whose elements hash the same in every process.
type Set<V> = HashSet<V, BuildHasherDefault<DefaultHasher>>;

/// A set that is filled from empty, and emptied one by one.
pub(crate) const fn hash_set<V: Value + Hash + Eq>() -> Container<Set<V>> {
    Container {
        open: |_, _| (),
        fill: |set, plan| {
            for key in random::keys(plan) {
                set.insert(V::of(key));
            }
        },
        drain: |set, plan| {
            for key in random::keys(plan) {
                set.remove(&V::of(key));
            }
        },
        shrink: Set::shrink_to_fit,
        rebuild: |set| {
            let hasher = BuildHasherDefault::new();
            let mut fresh = Set::with_capacity_and_hasher(set.len(), hasher);
            fresh.extend(set);
            fresh
        },
        len: Set::len,
        capacity: Set::capacity,
        payload: |set| set.len() as u64 * size_of::<V>() as u64,
        entry: size_of::<V>() as u64,
        peak: |elements| {
            hash_table::peak(elements, size_of::<V>() as u64, V::OWNED)
        },
        kept: |elements| hash_table::held(elements, size_of::<V>() as u64),
        freed: V::freed,
    }
}
