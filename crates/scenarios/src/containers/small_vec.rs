//! The vector of `smallvec`, whose first elements are not on the heap.

use smallvec::SmallVec;

use super::{Value, vector};
use crate::random;
use crate::retention::{Container, Peak};

/// Elements that it holds within itself.
const INLINE: usize = 4;

type Small<V> = SmallVec<[V; INLINE]>;

/// A vector that is filled by pushing, and emptied by popping.
pub(crate) const fn small_vec<V: Value>() -> Container<Small<V>> {
    Container {
        open: |_, _| (),
        fill: |vector, plan| {
            for key in random::keys(plan) {
                vector.push(V::of(key));
            }
        },
        drain: |vector, _| while vector.pop().is_some() {},
        shrink: SmallVec::shrink_to_fit,
        rebuild: |vector| vector.into_iter().collect(),
        len: SmallVec::len,
        capacity: |vector| {
            // Room within itself takes no heap.
            if vector.spilled() { vector.capacity() } else { vector.len() }
        },
        payload: |vector| {
            let on_heap = if vector.spilled() { vector.len() } else { 0 };
            on_heap as u64 * (size_of::<V>() as u64 + V::OWNED)
        },
        entry: size_of::<V>() as u64,
        peak: |elements| {
            let grown = vector::peak(elements, size_of::<V>() as u64, V::OWNED);
            Peak { slack: None, ..grown }
        },
        kept: |elements| elements.saturating_mul(size_of::<V>() as u64),
        freed: V::freed,
    }
}
