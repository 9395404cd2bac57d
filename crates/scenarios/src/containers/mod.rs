//! What scenarios can hold their elements in: for each container how it is
//! filled, drained and shrunk, unless a scenario states otherwise, and the
//! rule by which it asks for memory.

mod binary_heap;
mod boxed_tree;
mod btree_map;
mod collected;
mod crew;
mod customers;
mod dash_map;
mod hash_map;
mod hash_set;
mod hash_table;
mod hashbrown_map;
mod index_map;
mod json;
mod keyed;
mod lifetimes;
mod linked_list;
mod lru_cache;
mod pushed;
mod slab;
mod small_vec;
mod text;
mod value;
mod vec_deque;
mod vector;

pub(crate) use binary_heap::binary_heap;
pub(crate) use boxed_tree::boxed_tree;
pub(crate) use btree_map::btree_map;
pub(crate) use collected::collected_in_place;
pub(crate) use crew::{Crew, crew};
pub(crate) use customers::customer_cache;
pub(crate) use dash_map::dash_map;
pub(crate) use hash_map::{Map, hash_map, sized_hash_map};
pub(crate) use hash_set::hash_set;
pub(crate) use hash_table::{held as table_bytes, peak as hash_table_peak};
pub(crate) use hashbrown_map::hashbrown_map;
pub(crate) use index_map::index_map;
pub(crate) use json::json;
pub(crate) use lifetimes::{Lives, Order, lifetimes};
pub(crate) use linked_list::linked_list;
pub(crate) use lru_cache::{lru_cache, zipf_cache};
pub(crate) use slab::{slab, slot_map};
pub(crate) use small_vec::small_vec;
#[cfg(feature = "libraries")]
pub(crate) use text::arrow_buffer;
pub(crate) use text::{bytes_mut, string};
pub(crate) use value::Value;
pub(crate) use vec_deque::{vec_deque, window};
pub(crate) use vector::{sized_vector, vector};
