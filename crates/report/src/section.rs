//! A run, cut into what belongs together: one section for each scenario, one
//! entry in it for each backend.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Place;

use crate::reading::Course;
use crate::run::{Outcome, Probe, Run};
use residue_present::Unit;
use residue_present::elided;

/// Columns that the name of a backend may take.
const NAME_WIDTH: usize = 60;

/// One scenario at one size with one remedy, under every backend.
pub(crate) struct Section<'a> {
    pub(crate) scenario: &'a str,
    pub(crate) elements: u64,
    pub(crate) remedy: &'a str,
    /// In the order of first appearance, but those whose resident figures
    /// are a profiler's own heap stand last: they compare with no other.
    pub(crate) entries: Vec<Entry<'a>>,
}

/// All repetitions of one probe: of a scenario under a backend with the
/// settings that were asked for.
pub(crate) struct Entry<'a> {
    pub(crate) probes: Vec<&'a Probe>,
}

impl<'a> Section<'a> {
    /// The sections of `run`, in the order in which scenarios first appear.
    pub(crate) fn all(run: &'a Run) -> Vec<Section<'a>> {
        let mut sections: Vec<Section<'a>> = Vec::new();
        let mut places = HashMap::new();
        let mut entries = HashMap::new();
        for probe in &run.probes {
            let key = (&*probe.scenario, probe.elements, &*probe.remedy);
            let place = *places.entry(key).or_insert_with(|| {
                sections.push(Section::of(probe));
                sections.len() - 1
            });
            let key = (
                place,
                &*probe.backend,
                &probe.asked,
                probe.resident_is_profiler,
            );
            sections[place].add(probe, entries.entry(key));
        }
        for section in &mut sections {
            section.entries.sort_by_key(Entry::is_profiler);
        }
        sections
    }

    /// The unit in which every figure of the section is shown, so that one
    /// can be held against another.
    pub(crate) fn unit(&self) -> Unit {
        let phases =
            self.entries.iter().flat_map(|entry| &entry.shown().phases);
        let largest = phases
            .map(|phase| phase.net_resident().max(phase.live.unwrap_or(0)))
            .max();
        Unit::fitting(largest.unwrap_or(0))
    }

    fn of(probe: &'a Probe) -> Section<'a> {
        Section {
            scenario: &probe.scenario,
            elements: probe.elements,
            remedy: &probe.remedy,
            entries: Vec::new(),
        }
    }

    /// Adds `probe` to the entry at `place`, which is made if there is none.
    fn add<K>(&mut self, probe: &'a Probe, place: Place<'_, K, usize>) {
        let place = *place.or_insert_with(|| {
            self.entries.push(Entry { probes: Vec::new() });
            self.entries.len() - 1
        });
        self.entries[place].probes.push(probe);
    }
}

impl<'a> Entry<'a> {
    /// The repetition that stands for all: of those that completed, the one
    /// with the least resident after the peak, because noise only adds. If
    /// none completed, the one that came furthest.
    pub(crate) fn shown(&self) -> &'a Probe {
        let completed = self.probes.iter().filter(|probe| probe.completed());
        completed
            .min_by_key(|probe| resident_after_peak(probe))
            .or_else(|| {
                let furthest = self.probes.iter().rev();
                furthest.max_by_key(|probe| probe.phases.len())
            })
            .expect("an entry is made with its first probe")
    }

    /// Whether the resident figures, of all repetitions alike, are a
    /// profiler's own heap.
    pub(crate) fn is_profiler(&self) -> bool {
        self.probes.first().is_some_and(|probe| probe.resident_is_profiler)
    }

    /// The backend with its version, and which repetition is shown.
    pub(crate) fn title(&self) -> String {
        let mut title = self.backend(|name| elided(name, NAME_WIDTH));
        let (probe, of) = (self.shown(), self.probes.len());
        if of > 1 {
            title.push_str(&format!(
                ", least resident after the peak of {of} repetitions: number \
                 {}",
                probe.repetition
            ));
        }
        title
    }

    /// The backend with its version, each made fit to be shown by `show`.
    pub(crate) fn backend(&self, show: impl Fn(&str) -> String) -> String {
        let probe = self.shown();
        let (name, version) =
            (show(&probe.backend), show(&probe.backend_version));
        // Some versions name the backend themselves.
        let mut title = match version.strip_prefix(name.as_str()) {
            Some(_) => version,
            None if version.is_empty() => name,
            None => format!("{name} {version}"),
        };
        for (key, value) in &probe.asked {
            title.push_str(&format!(" {}={}", show(key), show(value)));
        }
        title
    }

    /// What became of each repetition that failed, in a sentence.
    pub(crate) fn failures(&self) -> impl Iterator<Item = String> {
        self.probes.iter().filter_map(|probe| match &probe.outcome {
            Outcome::Completed => None,
            Outcome::Failed { reason } if self.probes.len() == 1 => {
                Some(format!("Failed: {reason}."))
            }
            Outcome::Failed { reason } => Some(format!(
                "Repetition {} failed: {reason}.",
                probe.repetition
            )),
        })
    }
}

fn resident_after_peak(probe: &Probe) -> u64 {
    Course::of(&probe.phases).map_or(0, |course| course.at().net_resident())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Environment, Phase};

    fn probe(scenario: &str, backend: &str, resident: u64) -> Probe {
        let phase = |name: &str, resident| Phase {
            name: name.to_owned(),
            resident,
            ..Phase::default()
        };
        Probe {
            scenario: scenario.to_owned(),
            backend: backend.to_owned(),
            phases: vec![phase("filled", 1 << 40), phase("drained", resident)],
            ..Probe::default()
        }
    }

    fn run(probes: Vec<Probe>) -> Run {
        Run { probes, ..Run::new(Environment::default()) }
    }

    #[test]
    fn keeps_first_appearance_but_puts_profilers_last() {
        let mut dhat = probe("b", "dhat", 1);
        dhat.resident_is_profiler = true;
        let probes = vec![dhat, probe("a", "x", 1), probe("b", "x", 1)];
        let run = run(probes);
        let sections = Section::all(&run);
        let names: Vec<_> = sections
            .iter()
            .map(|section| {
                let shown = section.entries.iter().map(Entry::shown);
                let backends: Vec<_> =
                    shown.map(|probe| &*probe.backend).collect();
                (section.scenario, backends)
            })
            .collect();
        assert_eq!(names, [("b", vec!["x", "dhat"]), ("a", vec!["x"])]);
    }

    #[test]
    fn shows_the_completed_repetition_with_least_resident_after_the_peak() {
        let mut failed = probe("a", "x", 1);
        failed.outcome = Outcome::Failed { reason: "killed".to_owned() };
        let run =
            run(vec![probe("a", "x", 9), failed.clone(), probe("a", "x", 7)]);
        let sections = Section::all(&run);
        assert_eq!(sections[0].entries[0].shown(), &run.probes[2]);
    }

    #[test]
    fn shows_the_furthest_if_none_completed() {
        let mut early = probe("a", "x", 1);
        early.outcome = Outcome::Failed { reason: "killed".to_owned() };
        let late = early.clone();
        early.phases.pop();
        let run = run(vec![early, late]);
        let sections = Section::all(&run);
        assert_eq!(sections[0].entries[0].shown(), &run.probes[1]);
    }
}
