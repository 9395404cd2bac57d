//! What a comparison keeps of a probe: enough to pair it and to compare it,
//! in little room.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::moment::Moment;
use super::{AcrossKey, Figures, Metric};
use residue_compare::Chance;
use residue_ledger::ContainerRow;
use residue_present::Count;

/// What makes two probes the same one, run twice.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) scenario: Arc<str>,
    pub(super) backend: Arc<str>,
    pub(super) version: Arc<str>,
    pub(super) settings: Arc<BTreeMap<String, String>>,
    pub(super) elements: u64,
    pub(super) remedy: Arc<str>,
    pub(super) seed: u64,
    pub(super) settle_ns: u64,
    /// Whether its resident figures are a profiler's own.
    pub(super) profiler: bool,
}

/// All repetitions of one probe on one side.
#[derive(Debug)]
pub(super) struct ProbeGroup {
    pub(super) key: Key,
    /// What its backend leaves to chance.
    pub(super) chance: Chance,
    /// Those that completed.
    pub(super) repetitions: Vec<Repetition>,
    /// How many did not.
    pub(super) failed: u64,
    /// Why the first that failed did.
    pub(super) failure: Option<String>,
    /// Whether a probe said that it does not do the same each time.
    pub(super) varies: bool,
}

/// One completed probe.
#[derive(Debug)]
pub(super) struct Repetition {
    pub(super) phases: Box<[PhaseRecord]>,
    /// The index of the phase after the peak.
    pub(super) read: usize,
}

/// One phase of it.
#[derive(Debug)]
pub(super) struct PhaseRecord {
    pub(super) name: Arc<str>,
    pub(super) figures: Figures,
    pub(super) moment: Moment,
    pub(super) containers: Box<[ContainerRecord]>,
}

/// One container at a phase.
#[derive(Debug)]
pub(super) struct ContainerRecord {
    pub(super) name: Arc<str>,
    /// In the order of [`CONTAINER_FIGURES`].
    pub(super) figures: [u64; CONTAINER_FIGURES.len()],
}

/// The figures of a container that are compared, by name.
pub(super) const CONTAINER_FIGURES: [&str; 5] =
    ["live", "payload", "slack", "elements", "capacity"];

impl ContainerRecord {
    pub(super) fn of(name: Arc<str>, row: &ContainerRow) -> ContainerRecord {
        let figures =
            [row.live, row.payload, row.slack, row.elements, row.capacity];
        ContainerRecord { name, figures }
    }
}

impl Repetition {
    pub(super) fn phase(&self, name: &str) -> Option<&PhaseRecord> {
        self.phases.iter().find(|phase| &*phase.name == name)
    }
}

impl Key {
    /// The parts on which two probes of one scenario and backend can differ,
    /// each as text by what it is called.
    pub(super) fn parts(&self) -> Vec<(AcrossKey, String, String)> {
        let mut parts = vec![
            self.part(AcrossKey::BackendVersion, self.version.to_string()),
            self.part(AcrossKey::Elements, Count(self.elements).to_string()),
            self.part(AcrossKey::Remedy, self.remedy.to_string()),
            self.part(AcrossKey::Seed, self.seed.to_string()),
            self.part(AcrossKey::Settle, whole(self.settle_ns)),
        ];
        parts.extend(self.settings.iter().map(|(name, value)| {
            (AcrossKey::Settings, name.clone(), value.clone())
        }));
        parts
    }

    fn part(
        &self,
        key: AcrossKey,
        value: String,
    ) -> (AcrossKey, String, String) {
        (key, key.name().to_owned(), value)
    }
}

/// A time to the nanosecond, so that no two different ones look the same.
fn whole(time: u64) -> String {
    const UNITS: [(u64, &str); 3] =
        [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "µs")];
    let fits = |&&(unit, _): &&(u64, _)| time > 0 && time.is_multiple_of(unit);
    let &(unit, name) = UNITS.iter().find(fits).unwrap_or(&(1, "ns"));
    format!("{} {name}", Count(time / unit))
}

/// Some or all repetitions of a group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Repetitions<'a> {
    pub(super) group: &'a ProbeGroup,
    pub(super) repetitions: &'a [&'a Repetition],
}

impl Repetitions<'_> {
    /// Whether its repetitions made the same allocations at every phase, and
    /// none says that it would not.
    pub(super) fn is_exact(self) -> bool {
        let Some((first, others)) = self.repetitions.split_first() else {
            return !self.group.varies;
        };
        let agree = |phase: &PhaseRecord, other: &Repetition| {
            other.phase(&phase.name).is_none_or(|at| {
                [Metric::Live, Metric::Allocations].iter().all(|&metric| {
                    at.figures.get(metric) == phase.figures.get(metric)
                })
            })
        };
        let mut phases = first.phases.iter();
        !self.group.varies
            && phases.all(|phase| others.iter().all(|at| agree(phase, at)))
    }
}
