//! What a page shows of a run, and what is too much for it.

use std::collections::BTreeSet;

use crate::run::{Probe, Run};
use crate::section::{Entry, Section};
use crate::settings::Matrix;
use residue_ledger::Row;
use residue_present::{Unit, counted, printable};

/// Scenarios that are shown in detail, with pictures.
const SCENARIOS: usize = 60;

/// Probes that are shown in detail over all scenarios; more would make a page
/// that no browser likes.
const PROBES: usize = 240;

/// The scenarios of a run, in order, with what they are called on the page.
pub(super) struct Catalogue<'a> {
    groups: Vec<ScenarioGroup<'a>>,
    /// How many groups, from the first, are shown in detail.
    detailed: usize,
}

/// A section of the run with its place on the page.
pub(super) struct ScenarioGroup<'a> {
    pub(super) id: String,
    pub(super) scenario: String,
    /// Scenario, size and remedy, where one scenario stands more than once.
    pub(super) title: String,
    pub(super) elements: String,
    pub(super) remedy: String,
    pub(super) unit: Unit,
    pub(super) members: Vec<Member<'a>>,
    /// Where it ran with several settings.
    pub(super) matrix: Option<Matrix<'a>>,
}

/// A probe: the repetition that is shown, and all.
pub(super) struct Member<'a> {
    /// The index of the shown repetition in the run.
    pub(super) index: usize,
    pub(super) anchor: String,
    pub(super) backend: String,
    /// The backend with its version.
    pub(super) label: String,
    pub(super) probe: &'a Probe,
    pub(super) entry: Entry<'a>,
}

impl<'a> Catalogue<'a> {
    pub(super) fn of(run: &'a Run) -> Catalogue<'a> {
        let sections = Section::all(run);
        let names = sections.iter().map(|section| section.scenario);
        let distinct = names.collect::<BTreeSet<_>>().len();
        let is_unique = distinct == sections.len();
        let groups: Vec<_> = sections
            .into_iter()
            .enumerate()
            .map(|(index, section)| {
                ScenarioGroup::of(index, section, run, is_unique)
            })
            .collect();
        let mut probes = 0;
        let fits = |group: &&ScenarioGroup<'_>| {
            probes += group.members.len();
            probes <= PROBES
        };
        let detailed = groups.iter().take(SCENARIOS).take_while(fits).count();
        Catalogue { detailed, groups }
    }

    pub(super) fn groups(&self) -> &[ScenarioGroup<'a>] {
        &self.groups
    }

    /// The groups that have pictures and all figures.
    pub(super) fn detailed(&self) -> &[ScenarioGroup<'a>] {
        &self.groups[..self.detailed]
    }

    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Whether `group` is shown in detail.
    pub(super) fn is_detailed(&self, index: usize) -> bool {
        index < self.detailed
    }

    /// What the page leaves out, in words.
    pub(super) fn omitted(&self) -> Option<String> {
        let left = self.groups.len() - self.detailed;
        (left > 0).then(|| {
            format!(
                "This page shows the first {} in detail. Of {} more it has \
                 only the line in the table of all probes; their figures are \
                 in run.json.",
                counted(self.detailed as u64, "scenario"),
                counted(left as u64, "scenario"),
            )
        })
    }

    /// The rows that the page names.
    pub(super) fn rows(&self) -> Vec<Row> {
        let members = self.groups.iter().flat_map(|group| &group.members);
        Row::shown_of(members.flat_map(|member| member.probe.ledgers()))
    }

    /// All backends, in order of first appearance.
    pub(super) fn backends(&self) -> Vec<&str> {
        let members = self.groups.iter().flat_map(|group| &group.members);
        let mut seen = BTreeSet::new();
        members
            .map(|member| &*member.backend)
            .filter(|backend| seen.insert(*backend))
            .collect()
    }
}

impl<'a> ScenarioGroup<'a> {
    fn of(
        index: usize,
        section: Section<'a>,
        run: &'a Run,
        is_unique: bool,
    ) -> ScenarioGroup<'a> {
        let scenario = printable(section.scenario);
        let elements = counted(section.elements, "element");
        let remedy = printable(section.remedy);
        let title = match is_unique {
            true => scenario.clone(),
            false => format!("{scenario}, {elements}, {remedy}"),
        };
        let (id, unit) = (slug(section.scenario), section.unit());
        let matrix = Matrix::of(&section);
        let members = section.entries.into_iter();
        ScenarioGroup {
            id: format!("s{index}-{id}"),
            title,
            elements,
            remedy,
            unit,
            members: members.map(|entry| Member::of(entry, run)).collect(),
            scenario,
            matrix,
        }
    }

    /// The probes whose resident bytes are the program's.
    pub(super) fn measured(&self) -> impl Iterator<Item = &Member<'a>> {
        let members = self.members.iter();
        members.filter(|member| !member.probe.resident_is_profiler)
    }

    /// The probes whose resident bytes are a profiler's.
    pub(super) fn profiled(&self) -> impl Iterator<Item = &Member<'a>> {
        let members = self.members.iter();
        members.filter(|member| member.probe.resident_is_profiler)
    }
}

impl<'a> Member<'a> {
    fn of(entry: Entry<'a>, run: &'a Run) -> Member<'a> {
        let probe = entry.shown();
        let index = run.probes.element_offset(probe);
        let index = index.expect("a section shows probes of its run");
        let (scenario, backend) = (slug(&probe.scenario), slug(&probe.backend));
        Member {
            index,
            anchor: format!("p{index}-{scenario}-{backend}"),
            backend: printable(&probe.backend),
            label: entry.backend(printable),
            probe,
            entry,
        }
    }
}

/// What of `name` may stand in an address, at most so much as people read.
pub(super) fn slug(name: &str) -> String {
    let plain = |character: char| match character {
        'a'..='z' | '0'..='9' | '-' => character,
        'A'..='Z' => character.to_ascii_lowercase(),
        _ => '-',
    };
    name.chars().take(40).map(plain).collect()
}
