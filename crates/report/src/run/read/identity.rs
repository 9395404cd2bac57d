//! What tells the probes of one run apart.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

use hashbrown::HashMap;

use crate::error::ReadError;
use crate::run::Probe;

/// The probes of a run so far, by what tells them apart. Text stands once,
/// however many probes have it.
#[derive(Default)]
pub(super) struct Identities {
    texts: Numbers<String>,
    settings: Numbers<BTreeMap<String, String>>,
    probes: HashMap<Identity, usize>,
}

#[derive(PartialEq, Eq, Hash)]
struct Identity {
    scenario: usize,
    backend: usize,
    settings: usize,
    asked: usize,
    remedy: usize,
    elements: u64,
    seed: u64,
    repetition: u64,
}

impl Identities {
    /// Takes `probe`, unless it stands there already, or two of its phases
    /// cannot be told apart.
    pub(super) fn add(&mut self, probe: &Probe) -> Result<(), ReadError> {
        let index = self.probes.len();
        refuse_duplicate_phases(index, probe)?;
        let identity = Identity {
            scenario: self.texts.number(&probe.scenario),
            backend: self.texts.number(&probe.backend),
            settings: self.settings.number(&probe.settings),
            asked: self.settings.number(&probe.asked),
            remedy: self.texts.number(&probe.remedy),
            elements: probe.elements,
            seed: probe.seed,
            repetition: probe.repetition,
        };
        match self.probes.insert(identity, index) {
            None => Ok(()),
            Some(before) => Err(ReadError::DuplicateProbe {
                probe: index,
                before,
                scenario: probe.scenario.clone(),
                backend: probe.backend.clone(),
                repetition: probe.repetition,
            }),
        }
    }
}

/// A number for each value, the same for equal ones.
struct Numbers<T>(HashMap<T, usize>);

impl<T: Clone + Eq + Hash> Numbers<T> {
    fn number(&mut self, value: &T) -> usize {
        if let Some(&number) = self.0.get(value) {
            return number;
        }
        let number = self.0.len();
        self.0.insert(value.clone(), number);
        number
    }
}

impl<T> Default for Numbers<T> {
    fn default() -> Numbers<T> {
        Numbers(HashMap::new())
    }
}

fn refuse_duplicate_phases(
    index: usize,
    probe: &Probe,
) -> Result<(), ReadError> {
    let mut seen = BTreeSet::new();
    match probe.phases.iter().find(|phase| !seen.insert(&phase.name)) {
        None => Ok(()),
        Some(phase) => Err(ReadError::DuplicatePhase {
            probe: index,
            scenario: probe.scenario.clone(),
            backend: probe.backend.clone(),
            phase: phase.name.clone(),
        }),
    }
}
