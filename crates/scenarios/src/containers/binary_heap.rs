//! The std priority queue, a vector in disguise.

use std::collections::BinaryHeap;

use super::{Value, vector};
use crate::random;
use crate::retention::Container;

/// A queue that is filled in no order, and emptied the largest first.
pub(crate) const fn binary_heap<V: Value + Ord>() -> Container<BinaryHeap<V>> {
    Container {
        open: |_, _| (),
        fill: |heap, plan| {
            for key in random::keys(plan) {
                heap.push(V::of(key));
            }
        },
        drain: |heap, _| while heap.pop().is_some() {},
        shrink: BinaryHeap::shrink_to_fit,
        rebuild: |heap| {
            let mut fresh = BinaryHeap::with_capacity(heap.len());
            fresh.extend(heap);
            fresh
        },
        len: BinaryHeap::len,
        capacity: BinaryHeap::capacity,
        payload: |heap| heap.len() as u64 * (size_of::<V>() as u64 + V::OWNED),
        entry: size_of::<V>() as u64,
        peak: |elements| {
            vector::peak(elements, size_of::<V>() as u64, V::OWNED)
        },
        kept: |elements| elements.saturating_mul(size_of::<V>() as u64),
        freed: V::freed,
    }
}
