//! The map of `indexmap`: a vector of entries, and a table of their places.

use indexmap::IndexMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

use super::{Value, hash_table};
use crate::random;
use crate::retention::{Container, Peak};

type Map<V> = IndexMap<u64, V, BuildHasherDefault<DefaultHasher>>;

/// Bytes of a place in the table.
const PLACE: u64 = size_of::<usize>() as u64;

/// A map that is filled from empty, and emptied one by one.
pub(crate) const fn index_map<V: Value>() -> Container<Map<V>> {
    Container {
        open: |_, _| (),
        fill: |map, plan| {
            for key in random::keys(plan) {
                map.insert(key, V::of(key));
            }
        },
        drain: |map, plan| {
            for key in random::keys(plan) {
                map.swap_remove(&key);
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
        payload: |map| map.len() as u64 * (entry::<V>() + V::OWNED),
        entry: entry::<V>(),
        peak: |elements| peak(elements, entry::<V>(), V::OWNED),
        kept: |elements| {
            let entries = elements.saturating_mul(entry::<V>());
            hash_table::held(elements, PLACE).saturating_add(entries)
        },
        freed: V::freed,
    }
}

/// Bytes of an entry: a hash, a key and a value.
const fn entry<V>() -> u64 {
    size_of::<(u64, u64, V)>() as u64
}

/// The entries have as much room as the table, and grow with it.
fn peak(elements: u64, entry: u64, owned: u64) -> Peak {
    let table = hash_table::peak(elements, PLACE, 0).bytes;
    let entries = elements.saturating_mul(2).saturating_add(4);
    // The old entries stand beside the new ones while they move.
    let entries = entries.saturating_add(elements).saturating_mul(entry);
    let owned = elements.saturating_mul(owned);
    Peak {
        slack: None,
        bytes: table.saturating_add(entries).saturating_add(owned),
    }
}
