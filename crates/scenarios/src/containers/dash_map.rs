//! The map of `dashmap`: several tables, each behind a lock.

use dashmap::DashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

use super::hash_map::entry_bytes;
use super::{Value, hash_table};
use crate::random;
use crate::retention::{Container, Peak};

type Map<V> = DashMap<u64, V, BuildHasherDefault<DefaultHasher>>;

/// How many tables: by default that depends on the machine.
const TABLES: u64 = 4;

/// Room for the locks and what stands beside them.
const LOCKS: u64 = 256 * TABLES;

/// A map that is filled from empty, and emptied one by one. None stands for
/// one that was not made yet: it has its locks on the heap.
pub(crate) const fn dash_map<V: Value>() -> Container<Option<Map<V>>> {
    Container {
        open: |_, _| (),
        fill: |map, plan| {
            let map = map.get_or_insert_with(made);
            for key in random::keys(plan) {
                map.insert(key, V::of(key));
            }
        },
        drain: |map, plan| {
            let Some(map) = map else { return };
            for key in random::keys(plan) {
                map.remove(&key);
            }
        },
        shrink: |map| map.iter().for_each(Map::shrink_to_fit),
        rebuild: |map| {
            let fresh = made();
            for (key, value) in map.into_iter().flatten() {
                fresh.insert(key, value);
            }
            Some(fresh)
        },
        len: |map| map.as_ref().map_or(0, Map::len),
        capacity: |map| map.as_ref().map_or(0, Map::capacity),
        payload: |map| {
            let len = map.as_ref().map_or(0, Map::len);
            len as u64 * (entry_bytes::<V>() + V::OWNED)
        },
        entry: entry_bytes::<V>(),
        peak: |elements| peak(elements, entry_bytes::<V>(), V::OWNED),
        kept: |elements| {
            let table = hash_table::held(elements / TABLES, entry_bytes::<V>());
            table.saturating_mul(TABLES)
        },
        freed: V::freed,
    }
}

fn made<V>() -> Map<V> {
    let hasher = BuildHasherDefault::new();
    Map::with_hasher_and_shard_amount(hasher, TABLES as usize)
}

/// How many elements fall to each table is chance: a few more than its share
/// at most, or all of them where there are few.
fn peak(elements: u64, entry: u64, owned: u64) -> Peak {
    let share = elements / TABLES;
    let most = share.saturating_add(share / 16).saturating_add(64);
    let table = hash_table::peak(most.min(elements), entry, owned);
    let bytes = table.bytes.saturating_mul(TABLES);
    Peak { slack: None, bytes: bytes.saturating_add(LOCKS) }
}
