//! A map that counts what it costs to keep it in shape.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::{BuildHasher, DefaultHasher};

use crate::containers::table_bytes;

/// What a map holds for a key.
type Value = [u8; 120];

/// Bytes of an entry.
pub(super) const ENTRY: u64 = size_of::<(u64, Value)>() as u64;

/// Counts the keys that are hashed. A table hashes a key once to find it, and
/// again only when it moves what it holds to another table, or to other places
/// of the same one.
#[derive(Clone, Copy, Default)]
struct CountingHasher;

thread_local! {
    static HASHED: Cell<u64> = const { Cell::new(0) };
}

fn hashed() -> u64 {
    HASHED.with(Cell::get)
}

impl BuildHasher for CountingHasher {
    type Hasher = DefaultHasher;

    fn build_hasher(&self) -> DefaultHasher {
        HASHED.with(|hashed| hashed.set(hashed.get() + 1));
        DefaultHasher::new()
    }
}

/// A map of which the youngest keys are inserted and the oldest removed.
#[derive(Default)]
pub(super) struct Counted {
    map: HashMap<u64, Value, CountingHasher>,
    /// Elements that there is room for without another table.
    room: u64,
    /// Times that elements were moved to another table, or about in one.
    pub(super) rehashes: u64,
    /// Elements that were moved then.
    pub(super) moved: u64,
}

impl Counted {
    pub(super) fn len(&self) -> u64 {
        self.map.len() as u64
    }

    /// Elements that the table has room for. The map's own capacity falls
    /// while elements are removed, and this does not.
    pub(super) fn room(&self) -> u64 {
        self.room
    }

    /// Bytes of its table.
    pub(super) fn table_bytes(&self) -> u64 {
        table_bytes(self.room, ENTRY)
    }

    pub(super) fn insert(&mut self, key: u64, value: u8) {
        self.counting(1, |map| {
            map.insert(key, [value; _]);
        });
    }

    pub(super) fn remove(&mut self, key: u64) {
        self.counting(1, |map| {
            map.remove(&key);
        });
    }

    pub(super) fn shrink_to(&mut self, least: u64) {
        let least = usize::try_from(least).unwrap_or(usize::MAX);
        self.counting(0, |map| map.shrink_to(least));
        // Where it is empty nothing is hashed, and the table goes all the same.
        if self.map.is_empty() {
            self.room = self.map.capacity() as u64;
        }
    }

    pub(super) fn rebuild(&mut self) {
        self.counting(0, |map| {
            let old = std::mem::take(map);
            let room = old.len();
            *map = HashMap::with_capacity_and_hasher(room, CountingHasher);
            map.extend(old);
        });
        if self.map.is_empty() {
            self.room = self.map.capacity() as u64;
        }
    }

    /// Does `work`, which hashes so many keys by itself, and counts what is
    /// hashed besides: those that move.
    fn counting(
        &mut self,
        own: u64,
        work: impl FnOnce(&mut HashMap<u64, Value, CountingHasher>),
    ) {
        let before = hashed();
        let had_none = self.map.capacity() == 0;
        work(&mut self.map);
        let moved = hashed() - before - own;
        self.moved += moved;
        self.rehashes += u64::from(moved > 0);
        // A table that has just been filled has no removed places, which
        // would count against its capacity.
        if moved > 0 || had_none {
            self.room = self.map.capacity() as u64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_growing_map_moves_is_counted_element_by_element() {
        let mut map = Counted::default();
        for key in 0..100 {
            map.insert(key, 1);
        }
        // At 4, 8, 15, 29 and 57 elements the table doubled.
        assert_eq!((map.rehashes, map.moved), (5, 3 + 7 + 14 + 28 + 56));
        assert_eq!(map.room(), 112);
        for key in 0..90 {
            map.remove(key);
        }
        assert_eq!((map.rehashes, map.room()), (5, 112));
        map.shrink_to(0);
        assert_eq!((map.rehashes, map.moved), (6, 108 + 10));
        assert_eq!(map.room(), 14);
        map.rebuild();
        assert_eq!((map.rehashes, map.moved), (7, 118 + 10));
    }

    #[test]
    fn an_emptied_map_that_is_shrunk_has_no_table() {
        let mut map = Counted::default();
        map.insert(1, 1);
        map.remove(1);
        assert!(map.table_bytes() > 0);
        map.shrink_to(0);
        assert_eq!((map.room(), map.table_bytes()), (0, 0));
    }
}
