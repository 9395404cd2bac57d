//! What a parent tells its probe, and what the probe answers.

use residue_backends::Settings;
use serde::{Deserialize, Serialize};

const VARIABLE: &str = "RESIDUE_PROBE";

/// Starts the line with which a probe says, once, what it is: [`Started`].
pub(crate) const START_LINE: &str = "residue probe ";

/// Starts the line with which a probe says why it cannot run.
pub(crate) const ERROR_LINE: &str = "residue error ";

/// What one probe runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) scenario: String,
    pub(crate) backend: String,
    pub(crate) elements: u64,
    pub(crate) seed: u64,
    pub(crate) settle_ns: u64,
    pub(crate) rebuild: bool,
    pub(crate) settings: Settings,
}

/// What a probe says of itself before it begins.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Started {
    /// The backend's version.
    pub(crate) version: String,
    /// The settings in effect, read back.
    pub(crate) settings: Settings,
}

impl Order {
    /// The order this process was started with, if it is a probe.
    pub(crate) fn of_this_process() -> Option<Order> {
        let text = std::env::var(VARIABLE).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// The environment variable that carries the order.
    pub(crate) fn variable(&self) -> serde_json::Result<(&str, String)> {
        Ok((VARIABLE, serde_json::to_string(self)?))
    }
}
