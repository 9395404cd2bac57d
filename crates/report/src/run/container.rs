//! What one container held at a phase.

use serde::{Deserialize, Serialize};

/// A named container at one phase. Unlike the ledger's rows, its bytes count
/// whether they are resident or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(expecting = "a container")]
pub struct ContainerRow {
    /// The container's name.
    pub name: String,
    /// Requested bytes of its allocations that are not yet freed.
    pub live: u64,
    /// Bytes of the elements it holds, and of what they own.
    pub payload: u64,
    /// Bytes it holds beyond its payload.
    pub slack: u64,
    /// How many elements it holds.
    pub elements: u64,
    /// How many elements it has room for.
    pub capacity: u64,
}
