use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::mem;

use crate::retention::Container;
use crate::{Holding, Plan, Remedy, random, table};

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

/// A value that knows what it owns.
pub(crate) trait Value {
    /// Bytes that one value owns on the heap.
    const OWNED: u64;

    /// The value of `key`, every byte of it written.
    fn of(key: u64) -> Self;
}

impl<const N: usize> Value for [u8; N] {
    const OWNED: u64 = 0;

    fn of(key: u64) -> Self {
        [random::filler(key); N]
    }
}

impl<const N: usize> Value for Box<[u8; N]> {
    const OWNED: u64 = N as u64;

    fn of(key: u64) -> Self {
        Box::new(<[u8; N]>::of(key))
    }
}

/// A map that is filled from empty, by inserting, and emptied one by one.
pub(crate) struct EntryMap<V> {
    name: &'static str,
    keeps: fn(u64) -> bool,
    map: Map<V>,
}

impl<V: Value> EntryMap<V> {
    /// A map that loses every element when it is drained. Allocates nothing.
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, keeps: |_| false, map: Map::default() }
    }

    /// The same, but elements whose insertion index satisfies `keeps` stay
    /// when it is drained.
    pub(crate) fn keeping(name: &'static str, keeps: fn(u64) -> bool) -> Self {
        Self { keeps, ..Self::new(name) }
    }

    /// Bytes of the table of a map of `elements` beyond its entries.
    pub(crate) fn peak_slack(elements: u64) -> u64 {
        table::slack(elements, entry_bytes::<V>())
    }

    /// Most live bytes on the way to `elements`.
    pub(crate) fn peak_bytes(elements: u64) -> u64 {
        table::peak(elements, entry_bytes::<V>(), V::OWNED)
    }
}

impl<V: Value> Container for EntryMap<V> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn fill(&mut self, plan: &Plan) {
        for index in 0..plan.elements {
            let key = random::key(plan.seed, index);
            self.map.insert(key, V::of(key));
        }
    }

    fn drain(&mut self, plan: &Plan) {
        for index in (0..plan.elements).filter(|&index| !(self.keeps)(index)) {
            self.map.remove(&random::key(plan.seed, index));
        }
    }

    fn apply(&mut self, remedy: Remedy) {
        match remedy {
            Remedy::Shrink => self.map.shrink_to_fit(),
            Remedy::Rebuild => self.map = rebuilt(mem::take(&mut self.map)),
        }
    }

    fn release(&mut self) {
        self.map = Map::default();
    }

    fn holding(&self) -> Holding {
        let elements = self.map.len() as u64;
        Holding {
            container: self.name,
            payload: elements * (entry_bytes::<V>() + V::OWNED),
            elements,
            capacity: self.map.capacity() as u64,
        }
    }
}
