//! The cache of `lru`: a table of pointers to linked entries.

use lru::LruCache;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::num::NonZero;

use super::{Value, hash_table};
use crate::random;
use crate::retention::{Container, Peak};
use crate::{Blocks, Freed};

type Cache<V> = LruCache<u64, V, BuildHasherDefault<DefaultHasher>>;

/// A cache that is filled to its bound, and emptied oldest first. None stands
/// for one that was not made yet: it makes its table for as many elements as
/// its bound allows.
pub(crate) const fn lru_cache<V: Value>() -> Container<Option<Cache<V>>> {
    Container {
        open: |_, _| (),
        fill: |cache, plan| {
            let bound = usize::try_from(plan.elements).unwrap_or(usize::MAX);
            let bound = NonZero::new(bound).unwrap_or(NonZero::<usize>::MIN);
            let hasher = BuildHasherDefault::new();
            let made = || Cache::with_hasher(bound, hasher);
            let cache = cache.get_or_insert_with(made);
            for key in random::keys(plan) {
                cache.put(key, V::of(key));
            }
        },
        drain: |cache, _| {
            while cache.as_mut().and_then(Cache::pop_lru).is_some() {}
        },
        // Its bound can be lowered, but its table stays.
        shrink: |_| (),
        rebuild: |cache| cache.filter(|cache| !cache.is_empty()),
        len: |cache| cache.as_ref().map_or(0, Cache::len),
        capacity: |cache| cache.as_ref().map_or(0, |cache| cache.cap().get()),
        payload: |cache| {
            let len = cache.as_ref().map_or(0, Cache::len) as u64;
            len * (size_of::<(u64, V)>() as u64 + V::OWNED)
        },
        entry: size_of::<(u64, V)>() as u64,
        peak: |elements| {
            let table = hash_table::peak(elements, POINTERS, node::<V>());
            // Two more nodes are the ends of the list.
            let bytes = table.bytes.saturating_add(2 * node::<V>());
            Peak { slack: None, bytes }
        },
        kept: |elements| hash_table::held(elements, POINTERS),
        freed: |elements| {
            let mut freed = Freed::default();
            freed[0] = Blocks::of(elements, node::<V>());
            freed
        },
    }
}

/// The same with an eighth of the elements at a time, under requests of
/// which few keys have most: half the keys of a range have as many requests as
/// the other half, whatever the range.
pub(crate) const fn zipf_cache<V: Value>() -> Container<Option<Cache<V>>> {
    Container {
        fill: |cache, plan| {
            let bound = usize::try_from(bound(plan.elements));
            let bound = bound.ok().and_then(NonZero::new);
            let bound = bound.unwrap_or(NonZero::<usize>::MIN);
            let hasher = BuildHasherDefault::new();
            let made = || Cache::with_hasher(bound, hasher);
            let cache = cache.get_or_insert_with(made);
            for turn in 0..plan.elements {
                let key = random::skewed(plan, turn);
                if cache.get(&key).is_none() {
                    cache.put(key, V::of(key));
                }
            }
        },
        peak: |elements| {
            // Those that went leave marks behind, for which the table grows.
            let bound = bound(elements).saturating_mul(2);
            let table = hash_table::peak(bound, POINTERS, node::<V>());
            let bytes = table.bytes.saturating_add(3 * node::<V>());
            Peak { slack: None, bytes }
        },
        kept: |elements| hash_table::held(bound(elements), POINTERS),
        freed: |elements| {
            [Blocks::of(bound(elements), node::<V>()), Blocks::default()]
        },
        ..lru_cache()
    }
}

/// Entries of a cache under so many requests.
const fn bound(requests: u64) -> u64 {
    if requests < 8 { 1 } else { requests / 8 }
}

/// Bytes of an entry of its table.
const POINTERS: u64 = 2 * size_of::<usize>() as u64;

/// Bytes of a node: its neighbours, a key and a value.
const fn node<V>() -> u64 {
    2 * size_of::<usize>() as u64 + size_of::<(u64, V)>() as u64
}
