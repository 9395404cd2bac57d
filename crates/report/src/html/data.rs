//! What the page's scripts draw: the figures of the pictures, as they are.

use serde::Serialize;

use super::catalogue::{Catalogue, Member, ScenarioGroup};
use super::heap::{CarriedMaps, Embedded};
use super::rungs::Rung;
use super::scale::Scale;
use super::section::{scale, with_phases};
use super::settings::ReleasePanel;
use crate::reading::Course;
use crate::run::{Phase, Sample};
use residue_ledger::Row;
use residue_present::printable;

/// All data of a page.
#[derive(Serialize)]
pub(super) struct Data<'a> {
    rows: Vec<RowData>,
    sections: Vec<SectionData>,
    maps: &'a [Embedded],
}

#[derive(Serialize)]
struct RowData {
    name: &'static str,
    title: &'static str,
    definition: &'static str,
}

#[derive(Serialize)]
struct SectionData {
    id: String,
    unit: &'static str,
    unit_bytes: u64,
    /// The scale of the waterfall and of the remedies.
    scale: Scale,
    /// The scale of the tide, which shows peaks between phases too.
    tide: Scale,
    probes: Vec<ProbeData>,
    /// How memory left under each choice of settings, one for each backend and
    /// way of waiting.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    releases: Vec<ReleasePanel>,
}

#[derive(Serialize)]
struct ProbeData {
    anchor: String,
    backend: String,
    label: String,
    read: usize,
    phases: Vec<PhaseData>,
    samples: Vec<(u64, u64, Option<u64>)>,
    rungs: Vec<Rung>,
}

#[derive(Serialize)]
struct PhaseData {
    name: String,
    /// When it was reached: nanoseconds from the first phase.
    at: u64,
    resident: u64,
    live: Option<u64>,
    allocated: Option<u64>,
    residual: Option<i64>,
    /// In the order of [`Data::rows`].
    rows: Vec<Option<u64>>,
    transient_live: Option<u64>,
    transient_resident: Option<u64>,
}

impl<'a> Data<'a> {
    pub(super) fn of(
        catalogue: &Catalogue<'_>,
        heap: &'a CarriedMaps,
    ) -> Data<'a> {
        let rows = catalogue.rows();
        let section = |group| SectionData::of(group, &rows);
        let sections = catalogue.detailed().iter().map(section).collect();
        Data { sections, maps: heap.embedded(), ..Data::without_charts(&rows) }
    }

    /// What a page needs that draws nothing.
    pub(super) fn without_charts(rows: &[Row]) -> Data<'a> {
        let row = |row: &Row| RowData {
            name: row.name(),
            title: row.title(),
            definition: row.definition(),
        };
        let rows = rows.iter().map(row).collect();
        Data { rows, sections: Vec::new(), maps: &[] }
    }
}

impl SectionData {
    fn of(group: &ScenarioGroup<'_>, rows: &[Row]) -> SectionData {
        SectionData {
            id: group.id.clone(),
            unit: group.unit.name(),
            unit_bytes: group.unit.bytes(),
            scale: scale(group),
            tide: tide(group),
            probes: with_phases(group)
                .map(|member| ProbeData::of(member, rows))
                .collect(),
            releases: ReleasePanel::all(group),
        }
    }
}

impl ProbeData {
    fn of(member: &Member<'_>, rows: &[Row]) -> ProbeData {
        let probe = member.probe;
        let course = Course::of(&probe.phases);
        let sample =
            |sample: &Sample| (sample.at_ns, sample.resident, sample.live);
        ProbeData {
            anchor: member.anchor.clone(),
            backend: member.backend.clone(),
            label: member.label.clone(),
            read: course.map_or(0, |course| course.read()),
            phases: phases(&probe.phases, rows),
            samples: probe.samples.iter().map(sample).collect(),
            rungs: Rung::all(&probe.phases),
        }
    }
}

fn phases(of: &[Phase], rows: &[Row]) -> Vec<PhaseData> {
    let mut at: u64 = 0;
    let phase = |(index, phase): (usize, &Phase)| {
        // How long the process took to its first phase is not part of it.
        if index > 0 {
            at = at.saturating_add(phase.elapsed_ns.unwrap_or(0));
        }
        PhaseData {
            name: printable(&phase.name),
            at,
            resident: phase.net_resident(),
            live: phase.live,
            allocated: phase.allocated,
            residual: phase.ledger.residual,
            rows: rows.iter().map(|&row| phase.ledger.get(row)).collect(),
            transient_live: phase.transient_live,
            transient_resident: phase.transient_resident,
        }
    };
    of.iter().enumerate().map(phase).collect()
}

/// A scale that has room for all that was seen at phases and between them.
fn tide(group: &ScenarioGroup<'_>) -> Scale {
    let members = || group.measured();
    let phases = members().flat_map(|member| peaks(&member.probe.phases));
    let samples = members().flat_map(|member| &member.probe.samples);
    let samples =
        samples.map(|sample| sample.resident.max(sample.live.unwrap_or(0)));
    Scale::of(phases.chain(samples).max().unwrap_or(0), group.unit)
}

/// The most at each phase, and on the way to it.
fn peaks(phases: &[Phase]) -> impl Iterator<Item = u64> {
    let before = phases.iter().map(Some);
    let before = std::iter::once(None).chain(before);
    phases.iter().zip(before).map(|(phase, before)| {
        let rise = |from: Option<u64>, by: Option<u64>| {
            from.zip(by).map_or(0, |(from, by)| from.saturating_add(by))
        };
        let resident = before.map(Phase::net_resident);
        let live = before.and_then(|before| before.live);
        [
            phase.net_resident(),
            phase.live.unwrap_or(0),
            phase.allocated.unwrap_or(0),
            rise(resident, phase.transient_resident),
            rise(live, phase.transient_live),
        ]
        .into_iter()
        .max()
        .unwrap_or(0)
    })
}
