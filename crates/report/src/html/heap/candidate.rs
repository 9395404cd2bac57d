//! The maps that a page might carry.

use super::super::catalogue::{Member, ScenarioGroup};
use crate::pages::{HeapPages, PageMaps, PageUse};
use crate::reading::Course;
use residue_present::printable;

/// A map that a page might carry.
pub(super) struct Candidate<'a> {
    pub(super) group: &'a ScenarioGroup<'a>,
    pub(super) member: &'a Member<'a>,
    /// The index of the phase.
    pub(super) phase: usize,
    pub(super) is_read: bool,
    pub(super) pages: &'a HeapPages,
}

pub(super) fn candidates<'a>(
    group: &'a ScenarioGroup<'a>,
    member: &'a Member<'a>,
    maps: &'a PageMaps,
) -> impl Iterator<Item = Candidate<'a>> {
    let phases = &member.probe.phases;
    let read = Course::of(phases).map(|course| course.read());
    phases.iter().enumerate().filter_map(move |(index, phase)| {
        let pages = maps.get(member.index, &phase.name)?;
        let is_read = Some(index) == read;
        Some(Candidate { group, member, phase: index, is_read, pages })
    })
}

impl Candidate<'_> {
    pub(super) fn name(&self) -> String {
        let (scenario, backend) = (&self.group.title, &self.member.backend);
        format!("{scenario} on {backend} at {}", self.phase_name())
    }

    pub(super) fn phase_name(&self) -> String {
        printable(&self.member.probe.phases[self.phase].name)
    }
}

/// Whether something on the page of `cell` is live, but little: the next
/// fuller cell is more than an eighth live.
pub(super) fn is_pinned(cell: PageUse) -> bool {
    (1..=PageUse::FULL / 8).contains(&cell.fill())
}
