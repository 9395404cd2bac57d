//! One side of a comparison: several runs, pooled.

use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use super::drift::chance;
use super::moment::Moment;
use super::record::{
    ContainerRecord, Key, PhaseRecord, ProbeGroup, Repetition,
};
use super::{BackendDrift, Difference, Figures, SideSummary, environment};
use crate::reading::Course;
use crate::run::{Environment, Outcome, Phase, Probe};

/// One side of a comparison. Probes are reduced to what is compared as they
/// are added, so that a run need never be held as a whole; probes of the same
/// key are repetitions of each other, whatever file they are from.
#[derive(Debug, Default)]
pub struct Side {
    pub(super) summary: SideSummary,
    /// That of the first file; the others must agree with it.
    pub(super) environment: Option<Environment>,
    /// What is known of backends.
    pub(super) drifts: Vec<BackendDrift>,
    /// Where the side's own files differ in what must be the same.
    pub(super) disagreements: Vec<Difference>,
    /// In the order in which they first appear.
    pub(super) groups: Vec<ProbeGroup>,
    index: HashMap<Key, usize>,
    names: HashSet<Arc<str>>,
    settings: HashSet<Arc<BTreeMap<String, String>>>,
}

impl Side {
    /// A side without probes, by the name that the user gave it. `drifts` says
    /// of each backend what it leaves to chance; of one that is not there,
    /// nothing is.
    pub fn new(label: String, drifts: &[BackendDrift]) -> Side {
        let summary = SideSummary { label, ..SideSummary::default() };
        Side { summary, drifts: drifts.to_vec(), ..Side::default() }
    }

    /// Begins a file of this name: the probes that follow are from it.
    pub fn begin_file(&mut self, name: &str, environment: &Environment) {
        self.summary.files.push(name.to_owned());
        let Some(first) = &self.environment else {
            self.summary.date.clone_from(&environment.date);
            self.summary.git.clone_from(&environment.git);
            self.environment = Some(environment.clone());
            return;
        };
        let found = environment::refusals(first, environment);
        self.disagreements.extend(found.into_iter().map(|difference| {
            let what = format!(
                "{} of {} and {name}",
                difference.what, self.summary.files[0]
            );
            Difference { what, ..difference }
        }));
        let date = &environment.date;
        if !date.is_empty() && *date < self.summary.date {
            self.summary.date.clone_from(date);
        }
    }

    /// Adds a probe, which becomes a repetition of those of the same key.
    pub fn add(&mut self, probe: &Probe) {
        self.summary.probes += 1;
        let key = self.key(probe);
        let at = match self.index.get(&key) {
            Some(&at) => at,
            None => self.open(key),
        };
        let completed =
            probe.completed().then(|| self.repetition(&probe.phases));
        let group = &mut self.groups[at];
        group.varies |= probe.deterministic == Some(false);
        match (&probe.outcome, completed) {
            (Outcome::Failed { reason }, _) => {
                group.failed += 1;
                group.failure.get_or_insert_with(|| reason.clone());
            }
            (Outcome::Completed, completed) => {
                group.repetitions.extend(completed);
            }
        }
    }

    /// How many probes were added.
    pub fn probes(&self) -> u64 {
        self.summary.probes
    }

    fn open(&mut self, key: Key) -> usize {
        let at = self.groups.len();
        self.index.insert(key.clone(), at);
        let chance = chance(&self.drifts, &key.backend, &key.settings);
        self.groups.push(ProbeGroup {
            key,
            chance,
            repetitions: Vec::new(),
            failed: 0,
            failure: None,
            varies: false,
        });
        at
    }

    fn key(&mut self, probe: &Probe) -> Key {
        Key {
            scenario: self.name(&probe.scenario),
            backend: self.name(&probe.backend),
            version: self.name(&probe.backend_version),
            settings: self.settings(&probe.settings),
            elements: probe.elements,
            remedy: self.name(&probe.remedy),
            seed: probe.seed,
            settle_ns: probe.settle_ns,
            profiler: probe.resident_is_profiler,
        }
    }

    fn repetition(&mut self, phases: &[Phase]) -> Repetition {
        let read = Course::of(phases).map_or(0, |course| course.read());
        let phases = phases
            .iter()
            .zip(Moment::all(phases))
            .map(|(phase, moment)| PhaseRecord {
                name: self.name(&phase.name),
                figures: Figures::of(phase),
                moment,
                containers: self.containers(phase),
            })
            .collect();
        Repetition { phases, read }
    }

    fn containers(&mut self, phase: &Phase) -> Box<[ContainerRecord]> {
        let rows = phase.containers.iter();
        rows.map(|row| ContainerRecord::of(self.name(&row.name), row)).collect()
    }

    /// `name`, kept once however often it comes.
    fn name(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.names.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        self.names.insert(Arc::clone(&name));
        name
    }

    fn settings(
        &mut self,
        settings: &BTreeMap<String, String>,
    ) -> Arc<BTreeMap<String, String>> {
        if let Some(known) = self.settings.get(settings) {
            return Arc::clone(known);
        }
        let settings = Arc::new(settings.clone());
        self.settings.insert(Arc::clone(&settings));
        settings
    }
}
