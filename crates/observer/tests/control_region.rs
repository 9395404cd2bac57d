//! What a process tells of itself beside the maps.
#![cfg(target_os = "linux")]

mod segment;

use residue_observer::{Counters, Observer, PhaseSeen};
use residue_segment::{
    Geometry, Header, PhaseRecord, Statistic, StatisticTable, ThreadBlock,
};
use segment::Segment;
use std::mem::offset_of;

/// Writes the counters of a block: allocations, frees, bytes granted and not
/// used, bytes granted, bytes freed.
fn block(segment: &Segment, at: usize, figures: [u64; 5]) {
    let fields = [
        offset_of!(ThreadBlock, allocations),
        offset_of!(ThreadBlock, frees),
        offset_of!(ThreadBlock, budget),
        offset_of!(ThreadBlock, granted),
        offset_of!(ThreadBlock, freed),
    ];
    for (field, figure) in fields.into_iter().zip(figures) {
        segment.header(at + field, figure);
    }
}

#[test]
fn every_thread_is_counted_and_the_last_phase_is_seen() {
    let segment = Segment::new();
    let mut observer = Observer::attach(std::process::id()).unwrap();
    let fresh = observer.snapshot().unwrap();
    assert_eq!(fresh.phase, None);
    assert_eq!(fresh.counters, Some(Counters::default()));
    assert!(fresh.statistics.is_empty());

    // One thread frees what another allocated.
    let first = Geometry::blocks_offset() as usize;
    block(&segment, first, [5, 1, 24, 1024, 100]);
    let second = first + size_of::<ThreadBlock>();
    block(&segment, second, [2, 4, 0, 200, 700]);
    block(&segment, offset_of!(Header, shared), [1, 0, 0, 8, 0]);
    segment.header(offset_of!(Header, blocks_used), 2);
    segment.header(offset_of!(Header, peak_live), 900);
    let phase = offset_of!(Header, phase);
    segment.header(phase + offset_of!(PhaseRecord, sequence), 3);
    segment.header(phase + offset_of!(PhaseRecord, ready), 3);
    segment.header(phase + offset_of!(PhaseRecord, elapsed_ns), 77);
    segment.header(phase + offset_of!(PhaseRecord, peak_live), 800);
    segment.header(phase + offset_of!(PhaseRecord, prepare_ns), 55);
    segment.header(phase + offset_of!(PhaseRecord, processor_ns), 66);
    let name = phase + offset_of!(PhaseRecord, name);
    segment.header(name, 7);
    segment.header(name + 8, u64::from_le_bytes(*b"drained\0"));
    let statistics = offset_of!(Header, statistics);
    let size = size_of::<StatisticTable>() / Statistic::ALL.len();
    // Stored with one added.
    segment.header(statistics + Statistic::Dirty as usize * size, 1);
    segment.header(statistics + Statistic::Mapped as usize * size, 4097);

    let seen = observer.snapshot().unwrap();
    let going_on = observer.counters().unwrap();
    assert_eq!(going_on, seen.counters, "one that goes on is read alike");
    let counters = Counters {
        allocations: 8,
        frees: 5,
        live: 1000 - 100 + 200 - 700 + 8,
        total: 1208,
        peak_live: 900,
    };
    assert_eq!(seen.counters, Some(counters));
    let phase = PhaseSeen {
        name: "drained".into(),
        sequence: 3,
        elapsed_ns: 77,
        peak_live: 800,
        prepare_ns: 55,
        processor_ns: 66,
    };
    assert_eq!(seen.phase, Some(phase));
    assert_eq!(seen.statistics, [("mapped", 4096), ("dirty", 0)]);
    // Three objects are counted, and none is in the map.
    assert!(!seen.warnings.is_empty());

    // Caught between two stores, live may be short; it is never negative.
    segment.header(second + offset_of!(ThreadBlock, freed), 1 << 20);
    let torn = observer.snapshot().unwrap().counters.unwrap();
    assert_eq!((torn.live, torn.peak_live), (0, 900));
}
