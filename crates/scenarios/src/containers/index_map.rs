//! The map of `indexmap`: a vector of entries, and a table of their places.

use indexmap::IndexMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

use super::keyed::keyed;
use super::{Value, hash_table};
use crate::retention::{Container, Peak};

type Map<V> = IndexMap<u64, V, BuildHasherDefault<DefaultHasher>>;

/// Bytes of a place in the table.
const PLACE: u64 = size_of::<usize>() as u64;

/// What is stored of an element: a hash, a key and a value.
type Entry<V> = (u64, u64, V);

/// A map that is filled from empty, and emptied one by one.
pub(crate) const fn index_map<V: Value>() -> Container<Map<V>> {
    Container {
        peak: peak::<V>,
        kept: |elements| {
            let entries = elements.saturating_mul(size_of::<Entry<V>>() as u64);
            hash_table::held(elements, PLACE).saturating_add(entries)
        },
        ..keyed! {
            table: Map<V>, value: V, element: Entry<V>,
            key => insert(key, V::of(key)), swap_remove(&key),
        }
    }
}

/// The entries have as much room as the table, and grow with it.
fn peak<V: Value>(elements: u64) -> Peak {
    let table = hash_table::peak(elements, PLACE, 0).bytes;
    let entries = elements.saturating_mul(2).saturating_add(4);
    // The old entries stand beside the new ones while they move.
    let entries = entries.saturating_add(elements);
    let entries = entries.saturating_mul(size_of::<Entry<V>>() as u64);
    let owned = elements.saturating_mul(V::OWNED);
    Peak {
        slack: None,
        bytes: table.saturating_add(entries).saturating_add(owned),
    }
}
