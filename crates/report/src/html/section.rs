//! One scenario: pictures first, then every figure of every probe.

use askama::Template;

use super::boxes::Panel;
use super::catalogue::{Member, ScenarioGroup};
use super::probe::ProbeView;
use super::rungs::Rungs;
use super::scale::{Scale, Tick};
use super::settings::SettingsView;
use crate::reading::reading;
use crate::run::Phase;
use residue_present::printable;

/// A scenario as a template shows it.
#[derive(Template)]
#[template(path = "html/section.html")]
pub(super) struct SectionView<'a> {
    group: &'a ScenarioGroup<'a>,
    unit: &'static str,
    ticks: Vec<Tick>,
    panels: Vec<Panel>,
    /// Whether rows are shown over time, too.
    has_course: bool,
    readings: Vec<SaidReading>,
    settings: Option<SettingsView>,
    rungs: Option<Rungs>,
    probes: Vec<ProbeView>,
    profiled: Vec<ProbeView>,
}

/// What is to be said of one backend.
struct SaidReading {
    backend: String,
    label: String,
    text: String,
}

impl<'a> SectionView<'a> {
    pub(super) fn of(group: &'a ScenarioGroup<'a>) -> SectionView<'a> {
        let scale = scale(group);
        let unit = group.unit;
        let panel = |member: &Member<'_>| Panel::of(member, scale, unit);
        let probe = |member: &Member<'_>| ProbeView::of(member, unit);
        SectionView {
            group,
            unit: unit.name(),
            ticks: scale.ticks(unit),
            panels: with_phases(group).map(panel).collect(),
            has_course: with_phases(group).any(|of| is_a_course(of)),
            readings: group.measured().filter_map(said).collect(),
            settings: SettingsView::of(group),
            rungs: Rungs::of(group),
            probes: group.measured().map(probe).collect(),
            profiled: group.profiled().map(probe).collect(),
        }
    }
}

/// The probes that have a ledger to draw.
pub(super) fn with_phases<'a>(
    group: &'a ScenarioGroup<'a>,
) -> impl Iterator<Item = &'a Member<'a>> {
    group.measured().filter(|member| !member.probe.phases.is_empty())
}

/// Whether its phases are looks at a program that went its own way: those of a
/// scenario are steps, and how long each took says nothing of the next.
fn is_a_course(member: &Member<'_>) -> bool {
    const LEAST: usize = 3;
    let probe = member.probe;
    probe.remedy.is_empty() && probe.phases.len() >= LEAST
}

/// The one scale of all ledgers of a scenario.
pub(super) fn scale(group: &ScenarioGroup<'_>) -> Scale {
    let phases = group.measured().flat_map(|member| &member.probe.phases);
    Scale::of(phases.map(Phase::net_resident).max().unwrap_or(0), group.unit)
}

fn said(member: &Member<'_>) -> Option<SaidReading> {
    member.probe.completed().then(|| SaidReading {
        backend: member.backend.clone(),
        label: member.label.clone(),
        text: printable(&reading(member.probe)),
    })
}
