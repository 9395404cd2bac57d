//! Who is to blame for what, and that nobody's bytes count twice.

use proptest::prelude::*;
use residue_present::{Format, TextStyle};
use residue_report::doctor::{self, Diagnosis, FailOn, Patient};
use residue_report::findings::{
    Allocator, Certainty, Finding, Outside, Reading, Verdict, findings, verdict,
};
use residue_report::{Phase, Probe, Row, Run, show_doctor};

use crate::properties;
use crate::sample::{self, phase};

const MEASURED: &str = include_str!("../fixtures/measured.json");

const MIB: u64 = 1 << 20;

fn found(probe: &Probe) -> Vec<Finding> {
    findings(&Reading::of_probe(probe).expect("a phase was measured"))
}

fn of(found: &[Finding], verdict: Verdict) -> &Finding {
    let of = found.iter().find(|finding| finding.verdict == verdict);
    of.unwrap_or_else(|| panic!("{verdict:?} is not among {found:?}"))
}

fn probe(rows: &[[u64; 8]]) -> Probe {
    let names = ["baseline", "filled", "drained", "settled"];
    let phases = names.into_iter().zip(rows);
    let phases = phases.map(|(name, rows)| phase(name, rows.map(Some)));
    Probe { phases: phases.collect(), ..Probe::default() }
}

/// What is left after a peak of 100 MiB of elements.
fn after_peak(left: [u64; 8]) -> Probe {
    let start = [0, 0, 0, 0, 0, 1, 0, 21];
    probe(&[start, [1000, 0, 0, 0, 0, 1, 0, 21], left])
}

#[test]
fn each_holder_is_blamed_for_what_it_holds() {
    for (left, culprit, bytes) in [
        ([0, 340, 1, 0, 1, 9, 2, 21], Verdict::Container, 34 * MIB),
        ([0, 0, 640, 0, 1, 9, 2, 21], Verdict::Live, 64 * MIB),
        ([0, 340, 1, 0, 1, 1350, 2, 21], Verdict::AllocatorCached, 135 * MIB),
        (
            [0, 0, 1, 20, 300, 50, 80, 21],
            Verdict::AllocatorFragmentation,
            40 * MIB,
        ),
        ([0, 0, 1, 0, 1, 9, 2, 1000], Verdict::NotHeap, 100 * MIB),
        ([0, 0, 1, 0, 0, 5, 0, 21], Verdict::Released, 27 * MIB / 10),
    ] {
        let found = found(&after_peak(left));
        assert_eq!(verdict(&found), culprit, "{left:?}");
        let held = of(&found, culprit).bytes;
        assert!(held.abs_diff(bytes) < MIB / 5, "{left:?}: {held}");
    }
}

/// The largest library is nobody's fault if it was there before.
#[test]
fn what_was_there_at_the_start_is_nobodys_fault() {
    let libraries = 900;
    let start = [0, 0, 0, 0, 0, 1, 0, libraries];
    let drained = [0, 60, 0, 0, 0, 1, 0, libraries];
    let probe = probe(&[start, [500, 0, 0, 0, 0, 1, 0, libraries], drained]);
    assert_eq!(verdict(&found(&probe)), Verdict::Container);
}

#[test]
fn elements_are_why_the_memory_is_there() {
    let found = found(&after_peak([500, 340, 0, 0, 0, 1, 0, 21]));
    assert_eq!(verdict(&found), Verdict::Container);
    assert_eq!(of(&found, Verdict::Live).blamed, 0);
}

#[test]
fn a_remedy_that_was_tried_says_what_it_gave_back() {
    let found = found(&sample::jemalloc());
    let cached = of(&found, Verdict::AllocatorCached);
    assert_eq!(cached.gives_back, Some(133 * MIB - 4096));
    assert_eq!(cached.certainty, Certainty::Exact);
    assert!(cached.remedies.contains(&"background_thread:true"));
    let container = of(&found, Verdict::Container);
    assert_eq!(container.gives_back, Some(34 * MIB));
}

#[test]
fn a_remedy_that_was_not_tried_gives_back_at_most_what_is_there() {
    let mut probe = after_peak([0, 340, 1, 0, 1, 9, 2, 21]);
    probe.backend = "mimalloc".to_owned();
    let found = found(&probe);
    let container = of(&found, Verdict::Container);
    assert_eq!(container.gives_back, Some(34 * MIB));
    assert_eq!(container.certainty, Certainty::Bound);
}

#[test]
fn tables_that_nobody_tells_make_cached_a_bound() {
    let found = found(&sample::system());
    let cached = of(&found, Verdict::AllocatorCached);
    assert_eq!(cached.certainty, Certainty::Bound);
    assert_eq!(cached.remedies[0], "malloc_trim(0)");
}

#[test]
fn what_becomes_more_from_look_to_look_is_growth() {
    let look = |live| phase("look", [0, 0, live, 0, 0, 5, 0, 21].map(Some));
    let looks: Vec<Phase> = [200, 260, 330].map(look).into();
    let judged = |looks: &[Phase]| {
        let outside = Outside { reclaimable: Some(7), ..Outside::default() };
        let reading =
            Reading::of_looks(looks, Allocator::Glibc, Some(&outside));
        findings(&reading.expect("it was looked at"))
    };
    let found = judged(&looks);
    assert_eq!(of(&found, Verdict::Growth).bytes, 13 * MIB);
    assert_eq!(of(&found, Verdict::Live).bytes, 20 * MIB);
    let plateau = judged(&[look(330), look(330)]);
    assert!(plateau.iter().all(|of| of.verdict != Verdict::Growth));
    assert_eq!(verdict(&judged(&looks[..1])), Verdict::Live);
}

#[test]
fn what_would_give_back_stands_first() {
    let look = [phase("look", [0, 0, 3, 0, 0, 400, 0, 21].map(Some))];
    let first = |outside: &Outside| {
        let reading = Reading::of_looks(&look, Allocator::Glibc, Some(outside));
        let found = findings(&reading.expect("it was looked at"));
        of(&found, Verdict::AllocatorCached).remedies[0]
    };
    let told = Outside { reclaimable: Some(39 * MIB), ..Outside::default() };
    assert_eq!(first(&told), "malloc_trim(0)");
    let of_arenas = Outside { reclaimable: Some(0), ..Outside::default() };
    assert_eq!(first(&of_arenas), "MALLOC_ARENA_MAX");
    let held = vec![("thread caches", 30 * MIB)];
    let of_threads = Outside { held, ..of_arenas.clone() };
    assert!(first(&of_threads).contains("tcache_count=0"));
    let of_python = Outside { pinned: 30 * MIB, ..of_arenas };
    assert!(first(&of_python).contains("apart"));
}

#[test]
fn what_an_interpreter_holds_from_the_first_is_nobodys() {
    let judged = |live, has_runtime| {
        let rows = [0, 0, live, 0, 0, 1, 0, 60].map(Some);
        let look = [phase("look", rows)];
        let outside = Outside { has_runtime, ..Outside::default() };
        let reading =
            Reading::of_looks(&look, Allocator::Glibc, Some(&outside));
        verdict(&findings(&reading.expect("it was looked at")))
    };
    assert_eq!(judged(50, true), Verdict::Released);
    assert_eq!(judged(50, false), Verdict::Live);
    assert_eq!(judged(90, true), Verdict::Live);
}

#[test]
fn work_that_begins_is_no_growth() {
    let start = [0, 0, 1, 0, 0, 1, 0, 21];
    let probe = probe(&[start, [0, 0, 640, 0, 0, 1, 0, 21]]);
    assert_eq!(verdict(&found(&probe)), Verdict::Live);
}

#[test]
fn of_a_profilers_heap_nothing_is_told() {
    let found = found(&sample::dhat());
    assert_eq!(verdict(&found), Verdict::CannotTell);
    assert_eq!(found.len(), 1);
}

#[test]
fn rows_that_are_missing_hide_who_holds_the_bytes() {
    let mut probe = after_peak([0, 0, 0, 0, 0, 0, 0, 21]);
    let drained = &mut probe.phases[2];
    for row in Row::ALL.into_iter().filter(|&row| row != Row::Program) {
        drained.ledger.set(row, None);
    }
    drained.ledger.residual = None;
    drained.resident += 80 * MIB;
    let found = found(&probe);
    assert_eq!(verdict(&found), Verdict::CannotTell);
    assert_eq!(of(&found, Verdict::CannotTell).bytes, 80 * MIB);
}

/// What is measured, by probe: the verdict and what each holds.
#[test]
fn judges_what_was_measured() {
    let run = Run::from_json(MEASURED).expect("a run");
    let mut out = Vec::new();
    let patients: Vec<_> = run.probes.iter().map(Patient::of).collect();
    let options = TextStyle { width: Some(80), colour: false, links: false };
    let format = Format::Terminal;
    show_doctor(&patients, &[], format, options, &mut out).expect("a vector");
    insta::assert_snapshot!(String::from_utf8(out).expect("text"));
}

#[test]
fn tells_programs_what_it_tells_people() {
    let probes = [sample::system(), sample::dhat()];
    let patients: Vec<_> = probes.iter().map(Patient::of).collect();
    let mut out = Vec::new();
    doctor::write_json(&patients, &mut out).expect("a vector");
    insta::assert_snapshot!(String::from_utf8(out).expect("text"));
}

#[test]
fn a_bound_is_broken_by_more_than_it() {
    let probe = sample::jemalloc();
    let diagnosis = Patient::of(&probe).diagnosis;
    let broken = |text: &str| {
        let bound: FailOn = text.parse().expect("a bound");
        bound.broken(&diagnosis)
    };
    assert_eq!(broken("container>33MiB"), Some(34 * MIB));
    assert_eq!(broken("container>34MiB"), None);
    assert_eq!(broken("growth>0"), None);
}

proptest! {
    #[test]
    fn every_byte_is_in_one_finding(probe in properties::probe()) {
        let Some(reading) = Reading::of_probe(&probe) else { return Ok(()) };
        let diagnosis = Diagnosis::of(&reading);
        let found = &diagnosis.findings;
        for (row, bytes) in reading.at.ledger.known() {
            let claimed = found.iter().map(|of| u128::from(of.claims(row)));
            prop_assert_eq!(claimed.sum::<u128>(), u128::from(bytes));
        }
        let shares: f64 = found.iter().map(|of| diagnosis.share(of)).sum();
        let is_nothing = found.iter().all(|of| of.bytes == 0);
        prop_assert!(is_nothing || (shares - 1.0).abs() < 1e-6, "{shares}");
    }

    #[test]
    fn findings_add_up_to_what_is_resident(
        rows in prop::collection::vec(0..1_u64 << 40, Row::ALL.len()),
        residual in 0..16_384_i64,
    ) {
        let mut at = Phase { name: "look".to_owned(), ..Phase::default() };
        for (row, bytes) in Row::ALL.into_iter().zip(&rows) {
            at.ledger.set(row, *bytes);
        }
        at.ledger.residual = Some(residual);
        at.resident = rows.iter().sum::<u64>() + residual as u64;
        let looks = [at];
        let reading = Reading::of_looks(&looks, Allocator::Other, None);
        let found = findings(&reading.expect("it was looked at"));
        let sum: u64 = found.iter().map(|of| of.bytes).sum();
        prop_assert_eq!(sum, looks[0].resident);
    }
}
