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
    /// How long a line the program writes at its peak, and keeps to the end.
    pub(crate) log_line: Option<usize>,
}

impl Stages {
    /// Those of most scenarios: nothing happens outside the containers.
    pub(crate) const USUAL: Self = Self {
        opened: None,
        filled: phase::FILLED,
        drained: phase::DRAINED,
        log_line: None,
    };

    /// The same, with a line of log at the peak.
    pub(crate) const fn logging(length: usize) -> Self {
        Self { log_line: Some(length), ..Self::USUAL }
    }
}
