//! Each container by itself: what it keeps when it has been emptied one by
//! one.

mod binaryheap_value;
mod btreemap_value;
mod bytes_buffer;
mod dashmap_value;
mod hashbrown_value;
mod hashmap_value;
mod hashset_value;
mod indexmap_value;
mod linkedlist_value;
mod lru_value;
mod slab_value;
mod slotmap_value;
mod smallvec_value;
mod string_growth;
mod tree_boxed;
mod vec_collected;
mod vec_doubling;
mod vec_growth;
mod vecdeque_value;

use crate::Scenario;

/// In the order in which they are listed and run.
pub(super) const ALL: &[&dyn Scenario] = &[
    hashmap_value::SCENARIO,
    vec_growth::SCENARIO,
    vec_doubling::SCENARIO,
    vec_collected::SCENARIO,
    vecdeque_value::SCENARIO,
    string_growth::SCENARIO,
    hashset_value::SCENARIO,
    btreemap_value::SCENARIO,
    binaryheap_value::SCENARIO,
    linkedlist_value::SCENARIO,
    hashbrown_value::SCENARIO,
    indexmap_value::SCENARIO,
    dashmap_value::SCENARIO,
    slotmap_value::SCENARIO,
    slab_value::SCENARIO,
    smallvec_value::SCENARIO,
    bytes_buffer::SCENARIO,
    lru_value::SCENARIO,
    tree_boxed::SCENARIO,
];
