//! The std hash set.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash};

use super::Value;
use super::keyed::keyed;
use crate::retention::Container;

/// A std hash set whose elements hash the same in every process.
type Set<V> = HashSet<V, BuildHasherDefault<DefaultHasher>>;

/// A set that is filled from empty, and emptied one by one.
pub(crate) const fn hash_set<V: Value + Hash + Eq>() -> Container<Set<V>> {
    keyed! {
        table: Set<V>, value: V, element: V,
        key => insert(V::of(key)), remove(&V::of(key)),
    }
}
