//! The std list: each element in a node of its own.

use std::collections::LinkedList;

use super::Value;
use crate::random;
use crate::retention::{Container, Peak};
use crate::{Blocks, Freed};

/// The two neighbours of a node.
const LINKS: u64 = 2 * size_of::<usize>() as u64;

/// A list that is filled at its back, and emptied at its front. It has no
/// room beyond its elements, and nothing to shrink.
pub(crate) const fn linked_list<V: Value>() -> Container<LinkedList<V>> {
    Container {
        open: |_, _| (),
        fill: |list, plan| list.extend(random::keys(plan).map(V::of)),
        drain: |list, _| while list.pop_front().is_some() {},
        shrink: |_| (),
        rebuild: |list| list.into_iter().collect(),
        len: LinkedList::len,
        capacity: LinkedList::len,
        payload: |list| list.len() as u64 * size_of::<V>() as u64,
        entry: size_of::<V>() as u64,
        peak: |elements| {
            let nodes = elements.saturating_mul(node::<V>());
            let slack = elements.saturating_mul(LINKS);
            // While it is rebuilt, one node is there twice.
            let bytes = nodes.saturating_add(node::<V>());
            Peak { slack: Some(slack), bytes }
        },
        kept: |_| 0,
        freed: |elements| {
            let mut freed = Freed::default();
            freed[0] = Blocks::of(elements, node::<V>());
            freed
        },
    }
}

/// Bytes of a node.
const fn node<V>() -> u64 {
    LINKS + size_of::<V>() as u64
}
