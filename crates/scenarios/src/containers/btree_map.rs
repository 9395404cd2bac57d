//! The std ordered map, its keys inserted in ascending order.
//!
//! How many bytes it asks for repeats the layout and the rule of std. A node holds up to 11
//! entries, its parent, its place there and its number of entries; an inner
//! one its 12 children too. A full node that is to take one more at its right
//! end keeps six, gives one to its parent, and the rest go to a new node.

use std::collections::BTreeMap;

use super::Value;
use crate::retention::{Container, Peak};
use crate::{Blocks, Freed};

/// Entries of a full node.
const FULL: u64 = 11;
/// Entries that leave the rightmost node when it is split: those it keeps for
/// good, and the one that goes up.
const LEAVE: u64 = 7;

/// A tree that is filled in ascending order, and emptied in the same. It has
/// no capacity beyond its elements to tell of, and nothing to shrink.
pub(crate) const fn btree_map<V: Value>() -> Container<BTreeMap<u64, V>> {
    Container {
        open: |_, _| (),
        fill: |map, plan| {
            for key in 0..plan.elements {
                map.insert(key, V::of(key));
            }
        },
        drain: |map, plan| {
            for key in 0..plan.elements {
                map.remove(&key);
            }
        },
        shrink: |_| (),
        rebuild: |map| map.into_iter().collect(),
        len: BTreeMap::len,
        capacity: BTreeMap::len,
        payload: |map| map.len() as u64 * (entry_bytes::<V>() + V::OWNED),
        entry: entry_bytes::<V>(),
        peak: peak::<V>,
        kept: |_| 0,
        freed: freed::<V>,
    }
}

/// Bytes of a key and a value, which lie apart from each other.
const fn entry_bytes<V>() -> u64 {
    (size_of::<u64>() + size_of::<V>()) as u64
}

fn peak<V: Value>(elements: u64) -> Peak {
    let nodes = bytes(elements, size_of::<Leaf<V>>() as u64);
    let held = elements.saturating_mul(entry_bytes::<V>());
    let owned = elements.saturating_mul(V::OWNED);
    Peak {
        slack: Some(nodes.saturating_sub(held)),
        bytes: nodes.saturating_add(owned),
    }
}

/// The leaves and the inner nodes.
fn freed<V>(elements: u64) -> Freed {
    let leaf = size_of::<Leaf<V>>() as u64;
    let leaves = splits(elements) + 1;
    let all = bytes(elements, leaf);
    let inner = all.saturating_sub(leaves.saturating_mul(leaf));
    let inner = Blocks::of(inner / (leaf + EDGES), leaf + EDGES);
    [Blocks::of(leaves, leaf), inner]
}

/// Stands for a leaf: it has the same fields.
#[expect(dead_code, reason = "only its size is asked for")]
struct Leaf<V> {
    parent: usize,
    keys: [u64; FULL as usize],
    values: [V; FULL as usize],
    place_and_len: [u16; 2],
}

/// Children of an inner node.
const EDGES: u64 = (FULL + 1) * size_of::<usize>() as u64;

/// Bytes of all nodes, level by level: each split of a level gives an entry
/// to the next one.
fn bytes(elements: u64, leaf: u64) -> u64 {
    let (mut entries, mut node, mut sum) = (elements, leaf, 0_u64);
    while entries > 0 {
        let splits = splits(entries);
        sum = sum.saturating_add((splits + 1).saturating_mul(node));
        (entries, node) = (splits, leaf + EDGES);
    }
    sum
}

fn splits(entries: u64) -> u64 {
    if entries > FULL { (entries - FULL - 1) / LEAVE + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::{bytes, splits};

    #[test]
    fn a_node_is_split_when_it_is_full_and_after_seven_more() {
        assert_eq!([0, 11].map(splits), [0, 0]);
        assert_eq!([12, 18].map(splits), [1, 1]);
        assert_eq!([19, 25, 26].map(splits), [2, 2, 3]);
    }

    #[test]
    fn a_tree_of_one_leaf_has_no_inner_node() {
        assert_eq!(bytes(11, 1_000), 1_000);
        assert_eq!(bytes(12, 1_000), 2_000 + 1_000 + super::EDGES);
    }
}
