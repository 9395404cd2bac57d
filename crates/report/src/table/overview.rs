//! Who holds what after the peak, of all scenarios and backends: one line
//! each, in one unit.

use std::collections::HashMap;

use super::series::UNKNOWN;
use super::{notes, profiler};
use crate::reading::Course;
use crate::run::{Outcome, Phase};
use crate::section::{Entry, Section};
use residue_ledger::{Group, Row};
use residue_present::Unit;
use residue_present::counted;

/// The groups that a line names, in this order.
pub(crate) const HOLDERS: [Group; 5] = [
    Group::Elements,
    Group::Container,
    Group::Allocator,
    Group::Other,
    Group::Program,
];

/// What a column of `group` is called: elements are not counted in it.
pub(crate) fn holder_title(group: Group) -> &'static str {
    match group {
        Group::Elements => Row::Payload.title(),
        group => group.title(),
    }
}

/// One line for each scenario and backend. Names and reasons are as the run
/// has them: a format escapes them.
pub(crate) struct Overview<'a> {
    /// The unit of all figures.
    pub(crate) unit: Unit,
    pub(crate) lines: Vec<OverviewLine<'a>>,
}

/// One scenario under one backend, at the phase that is read.
pub(crate) struct OverviewLine<'a> {
    pub(crate) scenario: String,
    /// With the settings that were asked for.
    pub(crate) backend: String,
    /// Whether what is resident is a profiler's own heap.
    pub(crate) is_profiler: bool,
    /// The phase that is read; none was measured if empty.
    pub(crate) phase: &'a str,
    pub(crate) resident: String,
    /// What each of [`HOLDERS`] holds.
    pub(crate) held: [String; HOLDERS.len()],
    /// Which of them, but for the elements, holds the most.
    pub(crate) most: Option<usize>,
    /// What each step after the phase gave back, with the name of the step.
    pub(crate) given_back: Vec<(&'a str, String)>,
    /// Why something is missing or not to be trusted.
    pub(crate) remarks: Vec<String>,
}

impl<'a> Overview<'a> {
    /// The overview of `sections`.
    pub(crate) fn of(sections: &[Section<'a>]) -> Overview<'a> {
        let mut all: HashMap<&str, Vec<&Section<'a>>> = HashMap::new();
        for section in sections {
            all.entry(section.scenario).or_default().push(section);
        }
        let read = sections.iter().flat_map(|section| &section.entries);
        let largest = read.filter_map(resident).max().unwrap_or(0);
        let unit = Unit::fitting(largest);
        let line = |section: &Section<'a>, entry: &Entry<'a>| {
            let name = name(section, &all[section.scenario]);
            OverviewLine::of(name, entry, unit)
        };
        let lines = sections.iter().flat_map(|section| {
            section.entries.iter().map(move |entry| line(section, entry))
        });
        Overview { unit, lines: lines.collect() }
    }
}

impl<'a> OverviewLine<'a> {
    fn of(scenario: String, entry: &Entry<'a>, unit: Unit) -> Self {
        let probe = entry.shown();
        let mut line = OverviewLine {
            scenario,
            backend: probe.variant(),
            is_profiler: probe.resident_is_profiler,
            phase: "",
            resident: UNKNOWN.to_owned(),
            held: HOLDERS.map(|_| UNKNOWN.to_owned()),
            most: None,
            given_back: Vec::new(),
            remarks: Vec::new(),
        };
        if let Outcome::Failed { reason } = &probe.outcome {
            line.remarks.push(format!("failed: {reason}"));
        }
        match Course::of(&probe.phases) {
            None => line.remarks.push("no phase was measured".to_owned()),
            Some(course) if probe.resident_is_profiler => {
                line.read_profiler(course.at(), unit);
            }
            Some(course) => line.read(&course, unit),
        }
        line
    }

    fn read(&mut self, course: &Course<'a>, unit: Unit) {
        let at = course.at();
        let held = HOLDERS.map(|group| held(at, group));
        let known = held.iter().enumerate().skip(1);
        let known = known.filter_map(|(index, bytes)| Some((index, (*bytes)?)));
        let most = known.rev().max_by_key(|&(_, bytes)| bytes);
        self.phase = &at.name;
        self.resident = unit.figure(at.net_resident());
        self.most = most.filter(|&(_, bytes)| bytes > 0).map(|(at, _)| at);
        self.held = held.map(|bytes| known_or_dash(bytes, unit));
        self.given_back = given_back(course, unit);
        self.remarks.extend(reasons(at, &held));
    }

    /// Only what the program asked for means anything there.
    fn read_profiler(&mut self, at: &'a Phase, unit: Unit) {
        self.phase = &at.name;
        self.held[0] = known_or_dash(at.payload(), unit);
        self.remarks.push(profiler::HEAP.to_owned());
    }
}

/// The scenario, and what tells the section from the `others` of it.
fn name(section: &Section<'_>, others: &[&Section<'_>]) -> String {
    let mut name = section.scenario.to_owned();
    if others.iter().any(|other| other.elements != section.elements) {
        name.push_str(&format!(", {}", counted(section.elements, "element")));
    }
    if others.iter().any(|other| other.remedy != section.remedy) {
        name.push_str(&format!(", {}", section.remedy));
    }
    name
}

fn resident(entry: &Entry<'_>) -> Option<u64> {
    let probe = entry.shown();
    let course = Course::of(&probe.phases)?;
    (!probe.resident_is_profiler).then(|| course.at().net_resident())
}

fn held(at: &Phase, group: Group) -> Option<u64> {
    match group {
        Group::Elements => at.payload(),
        group => at.ledger.held_by(group),
    }
}

fn known_or_dash(bytes: Option<u64>, unit: Unit) -> String {
    bytes.map_or(UNKNOWN.to_owned(), |bytes| unit.figure(bytes))
}

/// What each step gave back that moved more than a hundredth; less than
/// nothing where it took more.
fn given_back<'a>(course: &Course<'a>, unit: Unit) -> Vec<(&'a str, String)> {
    let least = (16 * 1024).max(course.at().net_resident() / 100);
    let step = |(before, after): (&Phase, &'a Phase)| {
        let (then, now) = (before.net_resident(), after.net_resident());
        let sign = if now > then { "-" } else { "" };
        let bytes = then.abs_diff(now);
        (bytes >= least)
            .then(|| (&*after.name, format!("{sign}{}", unit.figure(bytes))))
    };
    course.steps().filter_map(step).collect()
}

/// Why what holders hold is not known.
fn reasons(at: &Phase, held: &[Option<u64>]) -> Vec<String> {
    let unknown = HOLDERS.into_iter().zip(held).filter(|h| h.1.is_none());
    notes::by_reason(unknown.map(|(group, _)| {
        let mut rows = Row::ALL.into_iter().filter(|r| r.group() == group);
        let reason = rows.find_map(|row| at.absent.get(row.name()));
        (holder_title(group), reason)
    }))
}
