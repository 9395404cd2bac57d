//! What a parent tells its probe, and what the probe answers.

use residue_backends::Settings;
use residue_profile::{Harness, PhaseMark};
use residue_scenarios::Plant;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

const VARIABLE: &str = "RESIDUE_PROBE";

/// The text of an order is a multiple of this long. Most take one.
const LENGTH: usize = 1024;

/// Starts the line with which a probe says, once, what it is: [`Started`].
pub(crate) const START_LINE: &str = "residue probe ";

/// Starts the line with which a probe says why it cannot run.
pub(crate) const ERROR_LINE: &str = "residue error ";

/// Starts the line with which a probe says a figure of the phase that comes
/// next, as `NAME=NUMBER`.
pub(crate) const FIGURE_LINE: &str = "residue figure ";

/// Starts the line with which a probe that recorded ends: [`Recorded`].
pub(crate) const RECORDED_LINE: &str = "residue recorded ";

/// Starts the line with which a probe that was timed ends: the phase that ends
/// each step, and its nanoseconds.
pub(crate) const TIMED_LINE: &str = "residue timed ";

/// What one probe runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProbeOrder {
    /// The scenario, by its name.
    pub scenario: String,
    /// The backend, by its name.
    pub backend: String,
    /// Elements at the peak.
    pub elements: u64,
    /// What its data are made from.
    pub seed: u64,
    /// For how long it idles before `settled`, in nanoseconds.
    pub settle_ns: u64,
    /// The ladder that it comes down, by its name.
    pub ladder: String,
    /// The backend's settings.
    pub settings: Settings,
    /// A known change.
    #[serde(default, with = "plant")]
    pub plant: Option<Plant>,
    /// Record a heap profile instead of standing still at phases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<Recording>,
    /// Tell what the steps take instead of standing still at phases.
    #[serde(default)]
    pub timed: bool,
}

/// What a heap profile is recorded of, and where it goes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recording {
    /// The file, which the profiler writes.
    pub file: PathBuf,
    /// Frames of each call stack; `None` for all, the profiler's own too.
    pub frames: Option<usize>,
    /// The phase at which the profile and the probe end; `None` for the end
    /// of the scenario.
    pub until: Option<String>,
}

/// What a probe that recorded says at its end.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Recorded {
    /// The phases that it came to, as the profiler counted then.
    pub(crate) phases: Vec<PhaseMark>,
    /// What the tracker counted from the profiler's start to its end.
    pub(crate) counted: Harness,
}

/// What a probe says of itself before it begins.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Started {
    /// The backend's version.
    pub(crate) version: String,
    /// The settings in effect, read back.
    pub(crate) settings: Settings,
}

impl ProbeOrder {
    /// The order this process was started with, if it is a probe.
    pub fn of_this_process() -> Option<ProbeOrder> {
        let text = std::env::var(VARIABLE).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// The environment variable that carries the order. Its length is rounded
    /// up, since a probe allocates as much to read it: what an order says
    /// must not show in what its probe allocates in all.
    pub(crate) fn variable(&self) -> serde_json::Result<(&str, String)> {
        let text = serde_json::to_string(self)?;
        let length = text.len().next_multiple_of(LENGTH);
        Ok((VARIABLE, format!("{text:length$}")))
    }
}

/// A plant as its kind's name and its bytes. Reading it keeps nothing on the
/// heap, so that a probe with a plant begins as one without.
mod plant {
    use residue_scenarios::{Plant, PlantKind};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        plant: &Option<Plant>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        plant.map(|plant| (plant.kind.name(), plant.bytes)).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Plant>, D::Error> {
        let plant = Option::<(&'de str, u64)>::deserialize(from)?;
        let known = |(name, bytes)| match PlantKind::find(name) {
            Some(kind) => Ok(Plant { kind, bytes }),
            None => Err(D::Error::custom(format!("no plant `{name}`"))),
        };
        plant.map(known).transpose()
    }
}
