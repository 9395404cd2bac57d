//! One container, emptied in different ways.

mod hash_map;
mod vector;

pub(in crate::catalog) use hash_map::ALL as HASH_MAP;
pub(in crate::catalog) use vector::ALL as VECTOR;
