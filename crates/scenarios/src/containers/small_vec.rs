//! The vector of `smallvec`, whose first elements are not on the heap.

use smallvec::SmallVec;

use super::pushed::pushed;
use super::{Value, vector};
use crate::retention::{Container, Peak};

/// Elements that it holds within itself.
const INLINE: usize = 4;

type Small<V> = SmallVec<[V; INLINE]>;

/// A vector that is filled by pushing, and emptied by popping. What it holds
/// within itself takes no heap.
pub(crate) const fn small_vec<V: Value>() -> Container<Small<V>> {
    Container {
        capacity: |vector| {
            if vector.spilled() { vector.capacity() } else { vector.len() }
        },
        payload: |vector| {
            let on_heap = if vector.spilled() { vector.len() } else { 0 };
            on_heap as u64 * (size_of::<V>() as u64 + V::OWNED)
        },
        peak: |elements| {
            let grown = vector::peak(elements, size_of::<V>() as u64, V::OWNED);
            Peak { slack: None, ..grown }
        },
        ..pushed! { list: Small<V>, value: V, push, pop }
    }
}
