//! The map of `hashbrown`, which is what the std map is made of.

use hashbrown::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

use super::Value;
use super::keyed::keyed;
use crate::retention::Container;

type Map<V> = HashMap<u64, V, BuildHasherDefault<DefaultHasher>>;

/// A map that is filled from empty, and emptied one by one.
pub(crate) const fn hashbrown_map<V: Value>() -> Container<Map<V>> {
    keyed! {
        table: Map<V>, value: V, element: (u64, V),
        key => insert(key, V::of(key)), remove(&key),
    }
}
