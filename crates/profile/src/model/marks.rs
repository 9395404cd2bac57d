//! What Residue adds to a profile of its own, under the key `residue`.

use serde::{Deserialize, Serialize};

/// The schema of the marks that this version writes and reads.
pub const MARKS_SCHEMA: &str = "residue.profile/1";

/// What Residue adds to a profile of its own. Readers that do not know it
/// pass over it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// The schema: [`MARKS_SCHEMA`].
    pub schema: String,
    /// The scenario that ran.
    #[serde(default)]
    pub scenario: String,
    /// The allocator below the profiler.
    #[serde(default)]
    pub backend: String,
    /// The allocator's version, where known.
    #[serde(default)]
    pub backend_version: Option<String>,
    /// The scenario's size.
    #[serde(default)]
    pub elements: u64,
    /// What the scenario's data are made from.
    #[serde(default)]
    pub seed: u64,
    /// The version of Residue that recorded it.
    #[serde(default)]
    pub residue: String,
    /// What was planted into the scenario, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plant: Option<String>,
    /// The points at which the scenario stood still, in order.
    #[serde(default)]
    pub phases: Vec<PhaseMark>,
    /// What was counted apart from the profiler.
    #[serde(default)]
    pub harness: Harness,
}

impl Default for Marks {
    fn default() -> Marks {
        Marks {
            schema: MARKS_SCHEMA.to_owned(),
            scenario: String::new(),
            backend: String::new(),
            backend_version: None,
            elements: 0,
            seed: 0,
            residue: String::new(),
            plant: None,
            phases: Vec::new(),
            harness: Harness::default(),
        }
    }
}

/// A point at which the scenario stood still.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseMark {
    /// The phase.
    pub name: String,
    /// When it was reached, in microseconds from the start of the profile.
    #[serde(default)]
    pub time_us: Option<u64>,
    /// Bytes live then, as the profiler counts them.
    #[serde(default)]
    pub live: Option<u64>,
    /// Blocks live then.
    #[serde(default)]
    pub live_blocks: Option<u64>,
    /// Bytes allocated until then, freed or not; it only grows.
    #[serde(default)]
    pub total: Option<u64>,
    /// Allocations until then; it only grows.
    #[serde(default)]
    pub total_blocks: Option<u64>,
}

/// What was counted apart from the profiler, to hold its figures against.
/// What was not counted is absent.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize,
)]
pub struct Harness {
    /// Bytes of all allocations, freed or not.
    #[serde(default)]
    pub total: Option<u64>,
    /// Allocations, freed or not.
    #[serde(default)]
    pub total_blocks: Option<u64>,
    /// The most bytes that were live at once.
    #[serde(default)]
    pub peak: Option<u64>,
    /// Bytes live at the end.
    #[serde(default)]
    pub end: Option<u64>,
    /// Blocks live at the end.
    #[serde(default)]
    pub end_blocks: Option<u64>,
}
