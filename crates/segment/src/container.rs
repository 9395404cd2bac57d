//! What the program says of its containers.

use crate::Text;
use std::sync::atomic::AtomicU64;

/// Containers that a segment has room for.
pub const CONTAINERS_MAX: usize = 4094;

/// One named container. Payload, elements and capacity are what the program
/// last said; live is not here, because the maps hold it.
#[derive(Debug)]
#[repr(C)]
pub struct ContainerEntry {
    /// The container's name.
    pub name: Text,
    /// Bytes of the elements held now, with what they own on the heap.
    pub payload: AtomicU64,
    /// Elements held now.
    pub elements: AtomicU64,
    /// Elements it has room for.
    pub capacity: AtomicU64,
}
