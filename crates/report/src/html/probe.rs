//! One probe, with all that is known of it.

use super::catalogue::Member;
use super::grid::Grid;
use crate::reading::{Course, reading};
use crate::run::Probe;
use residue_present::printable;
use residue_present::{Bytes, Nanoseconds, Unit};

/// A probe as a template shows it.
pub(super) struct ProbeView {
    pub(super) anchor: String,
    pub(super) label: String,
    pub(super) backend: String,
    /// What stays in sight when the rest is folded away.
    pub(super) summary: String,
    pub(super) reading: Option<String>,
    pub(super) command: String,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) failures: Vec<String>,
    pub(super) warnings: Vec<String>,
    /// Every figure first, then what not every probe has.
    pub(super) grids: Vec<Grid>,
    pub(super) settings: Vec<(String, String)>,
}

impl ProbeView {
    pub(super) fn of(member: &Member<'_>, unit: Unit) -> ProbeView {
        let probe = member.probe;
        let others = [
            Grid::containers(probe, unit),
            Grid::statistics(probe),
            Grid::repetitions(probe, &member.entry.probes, unit),
        ];
        let others = others.into_iter().filter(|g| !g.figures.is_empty());
        let all = (!probe.phases.is_empty()).then(|| Grid::of(probe, unit));
        let settings = probe.settings.iter();
        let warnings = probe.warnings.iter();
        let failures = member.entry.failures();
        ProbeView {
            anchor: member.anchor.clone(),
            label: member.label.clone(),
            backend: member.backend.clone(),
            summary: summary(probe),
            // A probe that failed may have stopped short of what a reading
            // speaks of.
            reading: probe.completed().then(|| printable(&reading(probe))),
            command: printable(&probe.command),
            facts: facts(member),
            failures: failures.map(|text| printable(&text)).collect(),
            warnings: warnings.map(|text| printable(text)).collect(),
            grids: all.into_iter().chain(others).collect(),
            settings: settings
                .map(|(key, value)| (printable(key), printable(value)))
                .collect(),
        }
    }
}

fn summary(probe: &Probe) -> String {
    match Course::of(&probe.phases) {
        None => "no phase was measured".to_owned(),
        Some(course) => {
            let at = course.at();
            let bytes = Bytes(at.net_resident());
            format!("{bytes} resident at {}", printable(&at.name))
        }
    }
}

fn facts(member: &Member<'_>) -> Vec<(&'static str, String)> {
    let probe = member.probe;
    let of = member.entry.probes.len();
    let mut facts = vec![
        ("seed", probe.seed.to_string()),
        ("settle time", Nanoseconds(probe.settle_ns).to_string()),
    ];
    if of > 1 {
        let shown = format!(
            "number {} of {of}, the least resident after the peak",
            probe.repetition
        );
        facts.push(("repetition", shown));
    }
    facts
}
