//! How a probe ended.

use serde::{Deserialize, Serialize};

/// How a probe ended. A probe that failed keeps the phases that were measured
/// before it did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "state", rename_all = "lowercase", expecting = "an outcome")]
pub enum Outcome {
    /// All phases were reached and measured.
    #[default]
    Completed,
    /// The probe ended early.
    Failed {
        /// Why, in words, and in which phase.
        reason: String,
    },
}
