//! What scenarios can hold their elements in: for each container how it is
//! filled, drained and shrunk, unless a scenario states otherwise, and the
//! rule by which it asks for memory.

mod btree_map;
mod customers;
mod hash_map;
mod hash_table;
mod value;
mod vector;

pub(crate) use btree_map::btree_map;
pub(crate) use customers::customer_cache;
pub(crate) use hash_map::{Map, hash_map};
use value::Value;
pub(crate) use vector::vector;
