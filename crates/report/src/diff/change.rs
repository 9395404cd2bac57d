//! What changed at a phase, as data.

use serde::Serialize;

use super::{Estimate, Figures, Metric, Presence, Verdict};

/// One phase of both sides, or of one.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PhaseDiff {
    /// The phase's name.
    pub name: String,
    /// Which sides have it.
    pub presence: Presence,
    /// The old side's figures: of each the statistic over all repetitions.
    pub old: Figures,
    /// The new side's figures.
    pub new: Figures,
    /// The figures that are not the same, in the order of [`Metric::ALL`].
    pub changes: Vec<Change>,
    /// The named containers' figures that are not the same.
    pub containers: Vec<ContainerChange>,
    /// The gravest verdict of its memory figures.
    pub verdict: Verdict,
}

/// One figure that is not the same on both sides.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// Which figure.
    pub metric: Metric,
    /// The old side's, where known.
    pub old: Option<Estimate>,
    /// The new side's, where known.
    pub new: Option<Estimate>,
    /// New less old, where both are known.
    pub difference: Option<i64>,
    /// Between what bounds the difference lies, by the repetitions; `None`
    /// where no side has more than one.
    pub interval: Option<(i64, i64)>,
    /// A difference up to here, either way, is noise.
    pub floor: u64,
    /// What it comes to.
    pub verdict: Verdict,
}

/// A figure of a named container that is not the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContainerChange {
    /// The container's name.
    pub container: String,
    /// Which figure: `live`, `payload`, `slack`, `elements` or `capacity`.
    pub figure: &'static str,
    /// The old side's, where it has the container.
    pub old: Option<u64>,
    /// The new side's, where it has the container.
    pub new: Option<u64>,
    /// What it comes to.
    pub verdict: Verdict,
}
