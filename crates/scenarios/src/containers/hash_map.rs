//! The std hash map.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

use super::{Value, hash_table};
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

/// A new map sized for what `map` still holds, elements moved over; the old
/// table is freed when the last element has left it.
pub(crate) fn rebuilt<V>(map: Map<V>) -> Map<V> {
    let mut fresh =
        Map::with_capacity_and_hasher(map.len(), BuildHasherDefault::new());
    fresh.extend(map);
    fresh
}

/// A map to `V` that is filled from empty, by inserting, and emptied one by
/// one. All but the values is the same for all of them.
pub(crate) const fn hash_map<V: Value>() -> Container<Map<V>> {
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
        rebuild: rebuilt,
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
