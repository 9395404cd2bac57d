//! The std priority queue, a vector in disguise.

use std::collections::BinaryHeap;

use super::Value;
use super::pushed::pushed;
use crate::retention::Container;

/// A queue that is filled in no order, and emptied the largest first.
pub(crate) const fn binary_heap<V: Value + Ord>() -> Container<BinaryHeap<V>> {
    pushed! { list: BinaryHeap<V>, value: V, push, pop }
}
