//! The phases up to the first rung.

use crate::phase;

/// What the phases up to the first rung are called, and what happens there
/// outside the containers.
pub(crate) struct Stages {
    /// A normal day, before the peak.
    pub(crate) opened: Option<&'static str>,
    /// The peak.
    pub(crate) filled: &'static str,
    /// After the peak.
    pub(crate) drained: &'static str,
    /// The names of further peaks, and of what follows each.
    pub(crate) again: &'static [[&'static str; 2]],
    /// How long a line the program writes at its peak, and keeps to the end.
    pub(crate) log_line: Option<usize>,
}

impl Stages {
    /// Those of most scenarios: nothing happens outside the containers.
    pub(crate) const USUAL: Self = Self {
        opened: None,
        filled: phase::FILLED,
        drained: phase::DRAINED,
        again: &[],
        log_line: None,
    };

    /// Three days and nights.
    pub(crate) const fn days() -> Self {
        Self {
            filled: "day-1",
            drained: "night-1",
            again: &[["day-2", "night-2"], ["day-3", "night-3"]],
            ..Self::USUAL
        }
    }

    /// The usual ones, with a line of log at the peak.
    pub(crate) const fn logging(length: usize) -> Self {
        Self { log_line: Some(length), ..Self::USUAL }
    }
}
