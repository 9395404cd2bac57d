//! A probe: one scenario under one backend in a process of its own.

use std::collections::BTreeMap;

use residue_ledger::{ContainerRow, Ledger};
use serde::{Deserialize, Serialize};

use super::named::wire::unique;
use super::{Outcome, Phase, Sample};

/// What one fresh process, that ran one scenario under one backend once,
/// came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(expecting = "a probe")]
pub struct Probe {
    /// The scenario's name.
    pub scenario: String,
    /// The backend's name.
    pub backend: String,
    /// The backend's version, as it gives it itself.
    #[serde(default)]
    pub backend_version: String,
    /// The backend's settings in effect, as read back from it.
    #[serde(default, deserialize_with = "unique")]
    pub settings: BTreeMap<String, String>,
    /// Those of the settings that the user asked for, which tell this probe
    /// from others of its backend; all else is as the backend comes.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "unique"
    )]
    pub asked: BTreeMap<String, String>,
    /// The scenario's size at its peak.
    pub elements: u64,
    /// Which repetition of the same probe it is, counted from 0.
    pub repetition: u64,
    /// What the scenario's data were made from.
    #[serde(default)]
    pub seed: u64,
    /// For how long the process idled before the phase `settled`, in
    /// nanoseconds.
    #[serde(default)]
    pub settle_ns: u64,
    /// How the container was made to give back its room.
    #[serde(default)]
    pub remedy: String,
    /// The command that runs this probe again.
    #[serde(default)]
    pub command: String,
    /// Whether the resident figures are a profiler's own heap, which says
    /// nothing of the program and compares with no other backend.
    #[serde(default)]
    pub resident_is_profiler: bool,
    /// Whether the scenario makes the same allocations each time; unknown in older files.
    #[serde(default)]
    pub deterministic: Option<bool>,
    /// Bytes of one element of each container that has room for elements,
    /// by its name and without what they own: what its capacity is counted
    /// in. Empty where that is not known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[serde(deserialize_with = "unique")]
    pub element_bytes: BTreeMap<String, u64>,
    /// How the probe ended.
    #[serde(default)]
    pub outcome: Outcome,
    /// What a reader of the figures should know, in words.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// What the process held between its phases, in order of time; empty
    /// where nothing was sampled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<Sample>,
    /// The phases measured, in the order in which they were reached. No two
    /// have one name.
    pub phases: Vec<Phase>,
}

impl Probe {
    /// The bytes that `container` says it has room for: its capacity times
    /// what an element takes. What it really holds may be more.
    pub fn room(&self, container: &ContainerRow) -> Option<u64> {
        let element = self.element_bytes.get(&container.name)?;
        container.capacity.checked_mul(*element)
    }

    /// Whether all phases were reached and measured.
    pub fn completed(&self) -> bool {
        self.outcome == Outcome::Completed
    }

    /// The backend, with the settings that were asked for.
    pub fn variant(&self) -> String {
        let mut variant = self.backend.clone();
        for (key, value) in &self.asked {
            variant.push_str(&format!(" {key}={value}"));
        }
        variant
    }

    /// The ledgers of all phases.
    pub(crate) fn ledgers(&self) -> impl Iterator<Item = &Ledger> {
        self.phases.iter().map(|phase| &phase.ledger)
    }

    /// Gives back the spare room of its lists, for whoever keeps many.
    pub fn shrink(&mut self) {
        self.phases.shrink_to_fit();
        for phase in &mut self.phases {
            phase.containers.shrink_to_fit();
            phase.allocator.shrink();
            phase.absent.shrink();
        }
    }
}
