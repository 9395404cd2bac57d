//! What a segment's control region says.

use super::containers::Declared;
use super::segment::Segment;
use crate::{Counters, Error, PhaseSeen};
use residue_segment::{Header, PhaseRecord, Statistic, ThreadBlock};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Relaxed};
use std::sync::atomic::fence;

/// What a tracked process tells of itself outside the maps.
#[derive(Clone, Debug)]
pub(crate) struct ControlRegion {
    pub(crate) counters: Counters,
    pub(crate) phase: Option<PhaseSeen>,
    pub(crate) statistics: Vec<(&'static str, u64)>,
    /// What the allocator says its own tables have resident, at most.
    pub(crate) tables: Option<u64>,
    /// Pages that the allocator says it does not use and has not given back.
    pub(crate) unused: Option<u64>,
    pub(crate) object_header: u64,
    /// Live objects that are the allocator's own, in the map only.
    pub(crate) own_objects: u64,
    /// The last survey's number; 0 before the first.
    pub(crate) survey: u64,
    pub(crate) containers: Vec<Declared>,
    pub(crate) containers_refused: u64,
}

impl ControlRegion {
    pub(crate) fn read(segment: &Segment) -> Result<ControlRegion, Error> {
        /// More than any allocator puts in front of an object.
        const HEADER_MAX: u64 = 4096;
        let header = segment.header()?;
        let containers = segment.containers()?;
        let read = |figure: &AtomicU64| figure.load(Relaxed);
        Ok(ControlRegion {
            counters: counters(header, segment.blocks()?),
            phase: phase(&header.phase),
            statistics: statistics(header),
            tables: header.statistics.get(Statistic::MetadataResident),
            unused: unused(header),
            object_header: read(&header.object_header).min(HEADER_MAX),
            own_objects: read(&header.own_objects),
            survey: read(&header.survey_stamp),
            containers: containers.iter().map(Declared::read).collect(),
            containers_refused: read(&header.containers_refused),
        })
    }

    /// Objects that the live map should show.
    pub(crate) fn objects(&self) -> u64 {
        let Counters { allocations, frees, .. } = self.counters;
        allocations.wrapping_sub(frees).wrapping_add(self.own_objects)
    }
}

/// The counters of all threads, past ones too.
fn counters(header: &Header, blocks: &[ThreadBlock]) -> Counters {
    let sum = |figure: fn(&ThreadBlock) -> u64| {
        blocks.iter().fold(figure(&header.shared), |sum, block| {
            sum.wrapping_add(figure(block))
        })
    };
    let live = sum(ThreadBlock::balance);
    // Stopped between two stores, a thread may show a free of bytes that it
    // does not show as allocated.
    let live = if (live as i64) < 0 { 0 } else { live };
    Counters {
        allocations: sum(|block| block.allocations.load(Relaxed)),
        frees: sum(|block| block.frees.load(Relaxed)),
        live,
        total: sum(ThreadBlock::total),
        // The peak is looked at once a grant, and may be behind.
        peak_live: header.peak_live.load(Relaxed).max(live),
    }
}

/// The phase marked last; `None` before the first.
fn phase(record: &PhaseRecord) -> Option<PhaseSeen> {
    let read = |figure: &AtomicU64| figure.load(Relaxed);
    let sequence = record.sequence.load(Acquire);
    (sequence > 0).then(|| PhaseSeen {
        name: record.name.read(),
        sequence,
        elapsed_ns: read(&record.elapsed_ns),
        peak_live: read(&record.peak_live),
        prepare_ns: read(&record.prepare_ns),
        processor_ns: read(&record.processor_ns),
    })
}

/// The same while the process goes on: its name and its figures are of one
/// phase. `None` too where it marks faster than can be read.
pub(crate) fn steady_phase(record: &PhaseRecord) -> Option<PhaseSeen> {
    const LOOKS: usize = 8;
    (0..LOOKS).find_map(|_| {
        let seen = phase(record)?;
        fence(Acquire);
        let after = record.sequence.load(Relaxed);
        // The name is written before the number.
        (record.name.read() == seen.name && after == seen.sequence)
            .then_some(seen)
    })
}

fn unused(header: &Header) -> Option<u64> {
    let figure = |figure| header.statistics.get(figure);
    let muzzy = figure(Statistic::Muzzy).unwrap_or(0);
    figure(Statistic::Dirty)?.checked_add(muzzy)
}

/// What the allocator says of itself.
fn statistics(header: &Header) -> Vec<(&'static str, u64)> {
    Statistic::ALL
        .into_iter()
        .filter_map(|figure| {
            Some((figure.name(), header.statistics.get(figure)?))
        })
        .collect()
}
