//! The top of the page: what moved most, and one line for each probe.

use askama::Template;

use super::boxes::{BarPart, parts};
use super::catalogue::{Catalogue, Member, ScenarioGroup};
use super::figures::FigureCell;
use super::scale::Scale;
use crate::reading::{Course, reading};
use crate::run::{NO_REASON, Phase};
use residue_ledger::{Group as Holder, Row};
use residue_present::Bytes;
use residue_present::printable;

/// How many of the largest movers are told at the top.
const CLAIMS: usize = 3;

/// The top of the page as a template shows it.
#[derive(Template)]
#[template(path = "html/overview.html")]
pub(super) struct Overview {
    claims: Vec<Claim>,
    holders: Vec<&'static str>,
    lines: Vec<OverviewRow>,
}

/// One of the probes that keep the most beyond their elements.
struct Claim {
    anchor: String,
    scenario: String,
    label: String,
    figure: String,
    text: String,
    parts: Vec<BarPart>,
}

/// One probe at the phase after its peak.
struct OverviewRow {
    /// Where on the page its details are, if it has any.
    anchor: Option<String>,
    scenario: String,
    title: String,
    backend: String,
    label: String,
    phase: String,
    parts: Vec<BarPart>,
    /// Resident, then each holder, then resident at the end.
    cells: Vec<FigureCell>,
}

/// The holders, in the order of the ledger.
fn holders() -> Vec<Holder> {
    let mut holders = Row::ALL.map(Row::group).to_vec();
    holders.dedup();
    holders
}

impl Overview {
    pub(super) fn of(catalogue: &Catalogue<'_>) -> Overview {
        let groups = catalogue.groups().iter().enumerate();
        let lines = groups.flat_map(|(index, group)| {
            lines(group, catalogue.is_detailed(index))
        });
        Overview {
            claims: claims(catalogue),
            holders: holders().into_iter().map(Holder::title).collect(),
            lines: lines.collect(),
        }
    }
}

fn lines(group: &ScenarioGroup<'_>, is_detailed: bool) -> Vec<OverviewRow> {
    let read = |member: &Member<'_>| {
        Course::of(&member.probe.phases)
            .map(|course| course.at().net_resident())
    };
    let top = group.measured().filter_map(read).max().unwrap_or(0);
    let scale = Scale::exactly(top);
    let line = |member| line(group, member, scale, is_detailed);
    group.measured().map(line).collect()
}

fn boxes(at: &Phase, scale: Scale) -> Vec<BarPart> {
    parts(&at.ledger, at.net_resident(), scale)
}

fn line(
    group: &ScenarioGroup<'_>,
    member: &Member<'_>,
    scale: Scale,
    is_detailed: bool,
) -> OverviewRow {
    let course = Course::of(&member.probe.phases);
    let at = course.map(|course| course.at());
    let last = member.probe.phases.last();
    OverviewRow {
        anchor: is_detailed.then(|| member.anchor.clone()),
        scenario: group.scenario.clone(),
        title: group.title.clone(),
        backend: member.backend.clone(),
        label: member.label.clone(),
        phase: at.map_or(String::new(), |at| printable(&at.name)),
        parts: at.map_or(Vec::new(), |at| boxes(at, scale)),
        cells: cells(at.zip(last)),
    }
}

/// The figures of a line, from the phase to read and the last one.
fn cells(known: Option<(&Phase, &Phase)>) -> Vec<FigureCell> {
    let Some((at, last)) = known else {
        let none = || FigureCell::unknown("no phase was measured");
        return (0..holders().len() + 2).map(|_| none()).collect();
    };
    let holder = |holder| match at.ledger.held_by(holder) {
        Some(held) => FigureCell::size(held),
        None => FigureCell::unknown(why(at, holder)),
    };
    let mut cells = vec![FigureCell::size(at.net_resident())];
    cells.extend(holders().into_iter().map(holder));
    cells.push(FigureCell::size(last.net_resident()));
    cells
}

/// Why what `holder` holds is not known.
fn why(at: &Phase, holder: Holder) -> &str {
    let rows = Row::ALL.into_iter().filter(|row| row.group() == holder);
    let mut unknown = rows.filter(|row| at.ledger.get(*row).is_none());
    unknown.next().map_or(NO_REASON, |row| at.reason(row.name()))
}

/// The probes that keep the most beyond their elements, of each scenario the
/// one that does most.
fn claims(catalogue: &Catalogue<'_>) -> Vec<Claim> {
    let groups = catalogue.detailed().iter();
    let mut most: Vec<_> = groups
        .filter_map(|group| {
            let kept = |member| Some((kept(member)?, member));
            let members = group.measured().filter_map(kept);
            let (kept, member) = members.max_by_key(|&(kept, _)| kept)?;
            Some((kept, group, member))
        })
        .collect();
    most.sort_by_key(|&(kept, ..)| std::cmp::Reverse(kept));
    most.truncate(CLAIMS);
    most.into_iter().map(|(_, group, member)| claim(group, member)).collect()
}

/// What a completed probe keeps after its peak beyond its elements.
fn kept(member: &Member<'_>) -> Option<u64> {
    let probe = member.probe;
    let course = Course::of(&probe.phases)?;
    let is_told = probe.completed() && course.grows();
    let at = course.at();
    let payload = at.payload().unwrap_or(0);
    is_told.then(|| at.net_resident().saturating_sub(payload))
}

fn claim(group: &ScenarioGroup<'_>, member: &Member<'_>) -> Claim {
    let course = Course::of(&member.probe.phases);
    let at = course.map(|course| course.at());
    let net = at.map_or(0, Phase::net_resident);
    Claim {
        anchor: member.anchor.clone(),
        scenario: group.title.clone(),
        label: member.label.clone(),
        figure: Bytes(net).to_string(),
        text: printable(&reading(member.probe)),
        parts: at.map_or(Vec::new(), |at| boxes(at, Scale::exactly(net))),
    }
}
