//! The live objects of a program, as its map had them.

use residue_ledger::ContainerRow;
use serde::{Deserialize, Serialize};

/// Live objects. Bytes are requested; those of small objects of no container
/// are rounded up to 8.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "live objects")]
pub struct KeptHeld {
    /// Objects, a count.
    pub objects: u64,
    /// Bytes of all of them.
    pub bytes: u64,
    /// The named containers.
    #[serde(default)]
    pub containers: Vec<ContainerRow>,
    /// By size, smallest first; the bytes add up to `bytes`.
    #[serde(default)]
    pub by_size: Vec<KeptClass>,
    /// The largest, largest first.
    #[serde(default)]
    pub largest: Vec<KeptObject>,
}

/// Live objects of about one size.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize,
)]
#[serde(expecting = "a size class")]
pub struct KeptClass {
    /// Bytes of the largest that belongs here.
    pub most: u64,
    /// Objects, a count.
    pub objects: u64,
    /// Bytes of all of them.
    pub bytes: u64,
}

/// A large live object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "an object")]
pub struct KeptObject {
    /// Where it was.
    pub address: u64,
    /// Its bytes.
    pub size: u64,
    /// The container that held it, if one did.
    #[serde(default)]
    pub container: Option<String>,
}
