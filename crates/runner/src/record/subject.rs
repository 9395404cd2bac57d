//! What is recorded.

use crate::probe::{self, ProbeOrder};
use residue_backends::{Backend, Settings};
use residue_profile::{Harness, Marks, PhaseMark};
use residue_scenarios::{Ladder, Plant, Scenario};
use std::path::Path;

/// Frames of allocators, trackers and the profiler that dhat counts among
/// those it keeps, before it leaves them out: as many as a build without
/// optimisation has.
const MACHINERY: usize = 16;

/// A scenario with everything that decides what it allocates.
pub struct RecordedSubject {
    /// The scenario.
    pub scenario: &'static dyn Scenario,
    /// Elements at its peak.
    pub elements: u64,
    /// What its data are made from.
    pub seed: u64,
    /// The change that is planted, and how it is asked for.
    pub plant: Option<(String, Plant)>,
    /// Frames of each call stack that are kept; `None` for all.
    pub frames: Option<usize>,
    /// Environment variables that set the backend up.
    pub variables: Vec<(String, String)>,
}

impl RecordedSubject {
    /// Whether it allocates the same every time, byte for byte.
    pub fn is_deterministic(&self) -> bool {
        self.scenario.is_deterministic()
    }

    /// What its probe is to do: to record into `file`, up to the phase
    /// `until` or to the end.
    pub(super) fn order(&self, file: &Path, until: Option<&str>) -> ProbeOrder {
        ProbeOrder {
            scenario: self.scenario.name().to_owned(),
            backend: Backend::Dhat.name().to_owned(),
            elements: self.elements,
            seed: self.seed,
            settle_ns: 0,
            ladder: Ladder::Shrink.name().to_owned(),
            settings: Settings::new(),
            plant: self.plant.as_ref().map(|(_, plant)| *plant),
            timed: false,
            recording: Some(probe::Recording {
                file: file.to_owned(),
                frames: self.frames.map(|frames| frames + MACHINERY),
                until: until.map(str::to_owned),
            }),
        }
    }

    /// The arguments that record it again.
    pub(super) fn command(&self) -> Vec<String> {
        let mut words = vec!["profile".to_owned()];
        words.push(self.scenario.name().to_owned());
        words.extend(["--elements".to_owned(), self.elements.to_string()]);
        words.extend(["--seed".to_owned(), self.seed.to_string()]);
        if let Some((text, _)) = &self.plant {
            words.extend(["--plant".to_owned(), text.clone()]);
        }
        words
    }

    /// What stands in its profile beside what the profiler wrote.
    pub(super) fn marks(
        &self,
        phases: Vec<PhaseMark>,
        counted: Harness,
    ) -> Marks {
        // Where several threads allocate, it depends on when each is looked
        // at.
        let peak = counted.peak.filter(|_| self.is_deterministic());
        Marks {
            scenario: self.scenario.name().to_owned(),
            // dhat takes its objects from the C library's.
            backend: Backend::System.name().to_owned(),
            backend_version: Some(Backend::System.version()),
            elements: self.elements,
            seed: self.seed,
            residue: env!("CARGO_PKG_VERSION").to_owned(),
            plant: self.plant.as_ref().map(|(text, _)| text.clone()),
            phases,
            harness: Harness { peak, ..counted },
            ..Marks::default()
        }
    }
}
