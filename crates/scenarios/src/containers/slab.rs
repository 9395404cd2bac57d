//! Places that are named by numbers: `slab` and `slotmap`, vectors whose
//! elements remember whether they are taken.

use slab::Slab;
use slotmap::SlotMap;

use super::{Value, vector};
use crate::random;
use crate::retention::{Container, Peak};

/// A slab that is filled from empty, and emptied one by one.
pub(crate) const fn slab<V: Value>() -> Container<Slab<V>> {
    Container {
        open: |_, _| (),
        fill: |slab, plan| {
            for key in random::keys(plan) {
                slab.insert(V::of(key));
            }
        },
        drain: |slab, plan| {
            for place in 0..plan.elements {
                slab.try_remove(place as usize);
            }
        },
        shrink: Slab::shrink_to_fit,
        rebuild: |slab| slab.into_iter().collect(),
        len: Slab::len,
        capacity: Slab::capacity,
        payload: |slab| slab.len() as u64 * payload::<V>(),
        entry: size_of::<Place<usize, V>>() as u64,
        peak: |elements| {
            peak::<V>(elements, elements, size_of::<Place<usize, V>>())
        },
        kept: |elements| {
            elements.saturating_mul(size_of::<Place<usize, V>>() as u64)
        },
        freed: V::freed,
    }
}

/// A map of slots that is filled from empty, and emptied at once. None stands
/// for one that was not made yet: its first place is on the heap.
pub(crate) const fn slot_map<V: Value>()
-> Container<Option<SlotMap<slotmap::DefaultKey, V>>> {
    Container {
        open: |_, _| (),
        fill: |map, plan| {
            let map = map.get_or_insert_with(SlotMap::new);
            for key in random::keys(plan) {
                map.insert(V::of(key));
            }
        },
        drain: |map, _| {
            map.iter_mut().for_each(|map| map.retain(|_, _| false));
        },
        // There is no such thing.
        shrink: |_| (),
        rebuild: |map| {
            let mut fresh = SlotMap::with_capacity(0);
            for (_, value) in map.into_iter().flatten() {
                fresh.insert(value);
            }
            Some(fresh)
        },
        len: |map| map.as_ref().map_or(0, SlotMap::len),
        capacity: |map| map.as_ref().map_or(0, SlotMap::capacity),
        payload: |map| {
            map.as_ref().map_or(0, SlotMap::len) as u64 * payload::<V>()
        },
        entry: size_of::<Slot<V>>() as u64,
        peak: |elements| {
            let places = elements.saturating_add(1);
            peak::<V>(elements, places, size_of::<Slot<V>>())
        },
        kept: |elements| elements.saturating_mul(size_of::<Slot<V>>() as u64),
        freed: V::freed,
    }
}

/// Bytes of an element and of what it owns.
const fn payload<V: Value>() -> u64 {
    size_of::<V>() as u64 + V::OWNED
}

/// Stands for a place of a slab: it has the same fields.
#[expect(dead_code, reason = "only its size is asked for")]
enum Place<I, V> {
    Free(I),
    Taken(V),
}

/// Stands for a slot of a map of slots: it has the same fields, but that the
/// element shares its room with a number.
#[expect(dead_code, reason = "only its size is asked for")]
struct Slot<V> {
    value: V,
    version: u32,
}

/// What `elements` need, in a vector of so many `places` of `size` bytes.
fn peak<V: Value>(elements: u64, places: u64, size: usize) -> Peak {
    let size = size as u64;
    let grown = vector::peak(places, size, 0);
    let held = vector::room(places).saturating_mul(size);
    let inside = elements.saturating_mul(size_of::<V>() as u64);
    let owned = elements.saturating_mul(V::OWNED);
    Peak {
        slack: Some(held.saturating_sub(inside)),
        // The first place of the one that is rebuilt.
        bytes: grown.bytes.saturating_add(size).saturating_add(owned),
    }
}
