//! A phase: one instant at which a process stood still and was measured.

use serde::{Deserialize, Serialize};

use residue_ledger::{ContainerRow, Group, Ledger};

use super::Named;

/// What was measured at one phase. Sizes are in bytes, times in nanoseconds.
/// What cannot be known here is none, null in a file, and never the same as 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(expecting = "a phase")]
pub struct Phase {
    /// The phase's name.
    pub name: String,
    /// How long the program took from the phase before, without standing
    /// still.
    #[serde(default)]
    pub elapsed_ns: Option<u64>,
    /// Processor time of all its threads in the same time.
    #[serde(default)]
    pub processor_ns: Option<u64>,
    /// For how long the process stood still to be measured.
    #[serde(default)]
    pub standing_ns: u64,
    /// Physical memory mapped into the process, `observer` included.
    pub resident: u64,
    /// What Residue itself keeps resident there; in no row of the ledger.
    pub observer: u64,
    /// Requested bytes of every allocation not yet freed.
    #[serde(default)]
    pub live: Option<u64>,
    /// Usable bytes of the same allocations; not below `live`.
    #[serde(default)]
    pub allocated: Option<u64>,
    /// Allocations since the process started; only grows.
    #[serde(default)]
    pub allocations: Option<u64>,
    /// Frees since the process started; only grows, up to `allocations`.
    #[serde(default)]
    pub frees: Option<u64>,
    /// Requested bytes ever allocated; only grows.
    #[serde(default)]
    pub total: Option<u64>,
    /// The largest `live` so far; only grows.
    #[serde(default)]
    pub peak_live: Option<u64>,
    /// The largest `resident` so far; only grows.
    #[serde(default)]
    pub peak_resident: Option<u64>,
    /// How far `live` rose, on the way from the phase before, above what it
    /// was there.
    #[serde(default)]
    pub transient_live: Option<u64>,
    /// How far `resident` rose, on the way from the phase before, above what
    /// it was there.
    #[serde(default)]
    pub transient_resident: Option<u64>,
    /// Where the resident bytes stand.
    #[serde(default)]
    pub ledger: Ledger,
    /// Live bytes on pages that are not resident, so in no row of the ledger.
    #[serde(default)]
    pub untouched: Option<u64>,
    /// Bytes of the process that are swapped out.
    #[serde(default)]
    pub swapped: Option<u64>,
    /// The part of cached that the kernel may take back at any time.
    #[serde(default)]
    pub lazy_free: Option<u64>,
    /// What each named container holds.
    #[serde(default)]
    pub containers: Vec<ContainerRow>,
    /// What the backend, the runtime or the program says of itself, by its
    /// own names; only what it gives.
    #[serde(default)]
    pub allocator: Named<u64>,
    /// Why a field, or a row of the ledger, cannot be known, by its name.
    #[serde(default)]
    pub absent: Named<String>,
}

/// What is said of a figure that is not known, where the run gives no reason.
pub(crate) const NO_REASON: &str = "cannot be known here";

impl Phase {
    /// Why the field of this name is not known.
    pub(crate) fn reason(&self, field: &str) -> &str {
        self.absent.get(field).map_or(NO_REASON, |why| why)
    }

    /// The resident bytes that the ledger accounts for: without what Residue
    /// keeps there itself.
    pub fn net_resident(&self) -> u64 {
        self.resident.saturating_sub(self.observer)
    }

    /// Whether the ledger adds up to the resident set.
    pub fn closes(&self) -> bool {
        self.ledger.closes(self.resident, self.observer)
    }

    /// The payload of the ledger, or else what the containers declare.
    pub(crate) fn payload(&self) -> Option<u64> {
        let declared = || {
            let rows = self.containers.iter().map(|row| row.payload);
            rows.reduce(u64::saturating_add)
        };
        self.ledger.held_by(Group::Elements).or_else(declared)
    }
}
