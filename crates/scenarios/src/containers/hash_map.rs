//! The std hash map.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

use super::Value;
use super::keyed::keyed;
use crate::random;
use crate::retention::Container;

/// A std hash map whose keys hash the same in every process.
///
/// The default hasher draws keys at random; tables would then have their
/// tombstones in other places on each run.
pub(crate) type Map<V> = HashMap<u64, V, BuildHasherDefault<DefaultHasher>>;

/// Bytes of one entry of a map to `V`, padding included.
pub(crate) const fn entry_bytes<V>() -> u64 {
    size_of::<(u64, V)>() as u64
}

/// A map to `V` that is filled from empty, by inserting, and emptied one by
/// one. All but the values is the same for all of them.
pub(crate) const fn hash_map<V: Value>() -> Container<Map<V>> {
    keyed! {
        table: Map<V>, value: V, element: (u64, V),
        key => insert(key, V::of(key)), remove(&key),
    }
}

/// The same map, made for as many elements as it will have: no table is freed
/// on the way, so that all that the allocator gets back is values.
pub(crate) const fn sized_hash_map<V: Value>() -> Container<Map<V>> {
    Container {
        fill: |map, plan| {
            map.reserve(plan.elements as usize);
            for key in random::keys(plan) {
                map.insert(key, V::of(key));
            }
        },
        ..hash_map()
    }
}
