//! What one container held at a phase.

/// A named container at one phase. Unlike the ledger's rows, its bytes count
/// whether they are resident or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(expecting = "a container"))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
