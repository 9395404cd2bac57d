//! One figure over all phases, and how its cells are written.

use crate::run::{Phase, Probe};
use crate::table::LedgerLine;
use residue_present::{Count, Unit};

/// How an unknown figure is shown: never as 0.
pub(super) const UNKNOWN: &str = "-";

/// One figure at each phase of a probe, unknown where it cannot be told.
pub(super) struct Series {
    /// The name of the figure's field in a stored run.
    pub(super) field: &'static str,
    pub(super) label: &'static str,
    pub(super) values: Vec<Option<u64>>,
}

impl Series {
    pub(super) fn new(
        probe: &Probe,
        field: &'static str,
        label: &'static str,
        figure: impl Fn(&Phase) -> Option<u64>,
    ) -> Series {
        let values = probe.phases.iter().map(figure).collect();
        Series { field, label, values }
    }

    pub(super) fn is_zero(&self) -> bool {
        self.values.iter().all(|value| *value == Some(0))
    }

    pub(super) fn has_unknown(&self) -> bool {
        self.values.contains(&None)
    }

    pub(super) fn largest(&self) -> u64 {
        self.values.iter().flatten().copied().max().unwrap_or(0)
    }

    pub(super) fn bytes(&self, unit: Unit) -> LedgerLine {
        self.line(|bytes| unit.figure(bytes))
    }

    pub(super) fn counts(&self) -> LedgerLine {
        self.line(|count| Count(count).to_string())
    }

    pub(super) fn line(&self, show: impl Fn(u64) -> String) -> LedgerLine {
        let cell = |value: &Option<u64>| match value {
            Some(value) => show(*value),
            None => UNKNOWN.to_owned(),
        };
        let cells = self.values.iter().map(cell).collect();
        LedgerLine { holder: "", label: self.label, cells, is_sum: false }
    }
}
