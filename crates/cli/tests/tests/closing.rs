use crate::util::{
    ALLOCATORS, KIB, Phase, Probe, ROWS, Run, controls, retention,
};

/// Panics unless every ledger of `run` closes; returns how many there are.
pub(crate) fn assert_closes(run: &Run) -> usize {
    for probe in &run.probes {
        assert!(probe.completed(), "{}: {:?}", probe.title(), probe.outcome);
        assert_eq!(probe.warnings, [""; 0], "{}", probe.title());
        for phase in &probe.phases {
            assert!(closes(phase), "{}", describe(probe, phase));
        }
    }
    run.probes.iter().map(|probe| probe.phases.len()).sum()
}

/// The residual is what the kernel counts in `smaps` beyond what it shows in
/// the page tables, two sources that agree only if no area is missed.
fn closes(phase: &Phase) -> bool {
    let rows: i64 = ROWS.iter().map(|row| phase.row(row)).sum();
    let small = (16 * KIB).max(phase.resident / 10_000);
    rows + phase.residual() == phase.net() && phase.residual().abs() <= small
}

fn describe(probe: &Probe, phase: &Phase) -> String {
    format!("{} at {}: {:#?}", probe.title(), phase.name, phase)
}

#[test]
fn every_ledger_of_every_scenario_closes() {
    // Six scenarios of seven phases or eight and one of six, four backends.
    assert_eq!(assert_closes(retention()), 4 * (5 * 7 + 8 + 6));
}

#[test]
fn every_ledger_of_every_control_closes() {
    for backend in ALLOCATORS {
        assert_eq!(assert_closes(controls(backend)), 4 * 3 + 2 * 2);
    }
}

/// The control of the two tests above.
#[test]
fn a_ledger_that_is_off_does_not_pass_for_one_that_closes() {
    let probe = retention().probe("hashmap-value", "jemalloc");
    let mut phase = probe.phase("filled").clone();
    assert!(closes(&phase));
    for (row, bytes) in [("cached", 1), ("payload", -1), ("program", 4096)] {
        let mut off = phase.clone();
        off.ledger.insert(row.into(), Some(phase.row(row) + bytes));
        assert!(!closes(&off), "{row} off by {bytes}");
    }
    phase.resident += 17 * KIB;
    phase.ledger.insert("residual".into(), Some(phase.residual() + 17 * KIB));
    assert!(!closes(&phase), "a residual beyond what is allowed");
}

#[test]
fn live_is_in_a_row_or_untouched() {
    for probe in &retention().probes {
        for phase in &probe.phases {
            let rows = ["payload", "slack", "other_live"];
            let resident: i64 = rows.iter().map(|row| phase.row(row)).sum();
            assert_eq!(
                resident + phase.untouched,
                phase.live,
                "{}",
                describe(probe, phase)
            );
        }
    }
}

#[test]
fn peaks_are_never_below_what_is_seen() {
    for probe in &retention().probes {
        for phase in &probe.phases {
            let seen = describe(probe, phase);
            assert!(phase.peak_live >= phase.live, "{seen}");
            assert!(phase.peak_resident >= phase.resident, "{seen}");
            assert!(phase.allocated >= phase.live, "{seen}");
            assert!(phase.frees <= phase.allocations, "{seen}");
        }
    }
}
