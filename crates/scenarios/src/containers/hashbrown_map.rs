//! The map of `hashbrown`, which is what the std map is made of.

use hashbrown::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

use super::hash_map::entry_bytes;
use super::{Value, hash_table};
use crate::random;
use crate::retention::Container;

type Map<V> = HashMap<u64, V, BuildHasherDefault<DefaultHasher>>;

/// A map that is filled from empty, and emptied one by one.
pub(crate) const fn hashbrown_map<V: Value>() -> Container<Map<V>> {
    Container {
        open: |_, _| (),
        fill: |map, plan| {
            for key in random::keys(plan) {
                map.insert(key, V::of(key));
            }
        },
        drain: |map, plan| {
            for key in random::keys(plan) {
                map.remove(&key);
            }
        },
        shrink: Map::shrink_to_fit,
        rebuild: |map| {
            let hasher = BuildHasherDefault::new();
            let mut fresh = Map::with_capacity_and_hasher(map.len(), hasher);
            fresh.extend(map);
            fresh
        },
        len: Map::len,
        capacity: Map::capacity,
        payload: |map| map.len() as u64 * (entry_bytes::<V>() + V::OWNED),
        entry: entry_bytes::<V>(),
        peak: |elements| {
            hash_table::peak(elements, entry_bytes::<V>(), V::OWNED)
        },
        kept: |elements| hash_table::held(elements, entry_bytes::<V>()),
        freed: V::freed,
    }
}
