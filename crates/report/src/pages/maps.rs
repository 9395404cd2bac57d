//! The page maps of a whole run.

use std::collections::BTreeMap;

use super::HeapPages;

/// The page maps of a run's phases, as far as they were stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageMaps(BTreeMap<usize, Vec<(String, HeapPages)>>);

impl PageMaps {
    /// The map of the phase of this name, of the run's probe of this index.
    pub fn get(&self, probe: usize, phase: &str) -> Option<&HeapPages> {
        let of_probe = self.0.get(&probe)?;
        of_probe.iter().find(|(name, _)| name == phase).map(|(_, map)| map)
    }

    /// Adds the map of a phase.
    pub fn insert(&mut self, probe: usize, phase: String, map: HeapPages) {
        self.0.entry(probe).or_default().push((phase, map));
    }

    /// Whether no phase has a map.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
