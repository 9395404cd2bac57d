use crate::util::{ALLOCATORS, PLANTED, Probe, ROWS, controls};

/// What a control plants.
const BYTES: i64 = PLANTED as i64 * 64;

/// How far a figure may be off.
const TOLERANCE: i64 = BYTES / 100;

/// How far `figure`, a row or `untouched`, rose when the control planted.
fn rise(probe: &Probe, figure: &str) -> i64 {
    probe.rise("baseline", "planted", |phase| match figure {
        "untouched" => phase.untouched,
        row => phase.row(row),
    })
}

/// Each row and `untouched` with what it gained, unless it gained what it
/// should: the plant in `own`, nothing in any other.
fn misplaced<'a>(probe: &Probe, own: &str) -> Vec<(&'a str, i64)> {
    let figures = ROWS.into_iter().chain(["untouched"]);
    figures
        .map(|figure| (figure, rise(probe, figure)))
        .filter(|&(figure, rise)| {
            let expected = if figure == own { BYTES } else { 0 };
            (rise - expected).abs() > TOLERANCE
        })
        .collect()
}

fn assert_planted(scenario: &str, own: &str) {
    for backend in ALLOCATORS {
        let probe = controls(backend).probe(scenario, backend);
        let misplaced = misplaced(probe, own);
        assert_eq!(misplaced, [], "{} belongs in {own}", probe.title());
    }
}

#[test]
fn slack_appears_as_slack() {
    assert_planted("control-slack", "slack");
}

#[test]
fn cached_memory_appears_as_cached() {
    assert_planted("control-cached", "cached");
}

#[test]
fn a_leak_appears_as_other_live() {
    assert_planted("control-leak", "other_live");
}

#[test]
fn untouched_memory_appears_in_no_row() {
    assert_planted("control-untouched", "untouched");
}

#[test]
fn a_stack_appears_as_the_programs() {
    assert_planted("control-stack", "program");
}

#[test]
fn a_shared_mapping_appears_as_the_programs() {
    assert_planted("control-shared", "program");
}

/// The control of the controls: what is planted in one row is missed in any
/// other.
#[test]
fn a_plant_is_found_in_its_own_row_only() {
    let probe = controls("system").probe("control-leak", "system");
    for row in ROWS.iter().filter(|&&row| row != "other_live") {
        let missed = misplaced(probe, row);
        assert_eq!(missed.len(), 2, "{row}: {missed:?}");
    }
}

#[test]
fn what_is_taken_out_again_is_gone() {
    for backend in ALLOCATORS {
        for scenario in ["control-slack", "control-untouched"] {
            let probe = controls(backend).probe(scenario, backend);
            let live = probe.rise("baseline", "dropped", |phase| phase.live);
            assert_eq!(live, 0, "{}", probe.title());
        }
        let probe = controls(backend).probe("control-shared", backend);
        let left = probe.rise("baseline", "dropped", |p| p.row("program"));
        assert!(left < TOLERANCE, "{}: {left}", probe.title());
    }
}
