use crate::util::{
    ALLOCATORS, BACKENDS, Phase, Probe, ROWS, residue, retention,
};
use residue_observer::{Error, Observer, Snapshot};
use residue_report::Row;
use serde_json::json;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};

/// All figures of a phase but those of time.
fn figures(phase: &Phase) -> impl PartialEq + std::fmt::Debug {
    let Phase { resident, observer, live, allocated, .. } = *phase;
    let Phase { allocations, frees, untouched, .. } = *phase;
    let counted = [live, allocated, allocations, frees, untouched];
    (resident, observer, counted, phase.ledger.clone())
}

/// Between these phases `empty` does nothing, so that whatever changed was
/// the measurement.
#[test]
fn two_looks_in_a_row_see_the_same() {
    for backend in BACKENDS {
        let probe = retention().probe("empty", backend);
        let (filled, drained) = (probe.phase("filled"), probe.phase("drained"));
        assert_eq!(figures(filled), figures(drained), "{backend}");
    }
}

/// The first look, too, leaves the heap as it was. Pages of the program's
/// files may be mapped when code runs for the first time.
#[test]
fn the_first_look_leaves_the_heap_as_it_was() {
    for backend in BACKENDS {
        let probe = retention().probe("empty", backend);
        for row in ROWS.iter().filter(|&&row| row != "program") {
            let rise = |to| probe.rise("baseline", to, |p| p.row(row));
            let rises = ["filled", "drained", "settled"].map(rise);
            assert_eq!(rises, [0; 3], "{row} under {backend}");
        }
    }
}

/// The control of the two above: the figures are not equal by themselves.
#[test]
fn looks_before_and_after_a_change_differ() {
    let probe = retention().probe("hashmap-value", "system");
    let (filled, drained) = (probe.phase("filled"), probe.phase("drained"));
    assert_ne!(figures(filled), figures(drained));
}

/// Not the program's row: which pages of its files a process has mapped
/// depends on the addresses that the kernel gave it.
#[test]
fn looks_at_every_phase_change_the_last_by_nothing() {
    for backend in ALLOCATORS {
        let looked = retention().probe("hashmap-survivors", backend);
        let every = looked.phase("collected");
        let last = only_the_last(looked, "collected");
        let heap = every.net() - every.row("program");
        for (row, apart) in rows_apart(every, &last) {
            let matters = row != "program" && apart.abs() > heap / 200;
            assert!(!matters, "{row}: {apart} ({backend})");
        }
        let live = last.counters.map(|counters| counters.live as i64);
        assert_eq!(live, Some(every.live), "{backend}");
    }
}

/// How far the rows of two looks at the same phase are apart.
pub(crate) fn rows_apart(
    every: &Phase,
    last: &Snapshot,
) -> Vec<(&'static str, i64)> {
    let apart = |name| {
        let row = Row::from_name(name).expect("a row of the ledger");
        let seen = last.ledger.get(row).unwrap_or(0) as i64;
        (name, every.row(name) - seen)
    };
    ROWS.map(apart).into()
}

/// Runs `probe` again by hand, answers its marks without a look, and looks at
/// it once, at `phase`.
pub(crate) fn only_the_last(looked: &Probe, phase: &str) -> Snapshot {
    let mut probe = start(looked);
    let mut go = probe.stdin.take().expect("a pipe");
    let out = BufReader::new(probe.stdout.take().expect("a pipe"));
    let wanted = format!("residue phase {phase}");
    let mut lines = out.lines().map(|line| line.expect("a line"));
    let reached = lines.any(|line| {
        let before = line != wanted && line.starts_with("residue phase ");
        if before {
            go.write_all(b"\n").expect("it listens");
        }
        line == wanted
    });
    let snapshot = look(probe.id());
    // It needs no answer any more, and runs to its end.
    drop(go);
    let ended = probe.wait().expect("a child");
    assert!(reached && ended.success(), "{} at {phase}", looked.title());
    snapshot.expect("it can be read")
}

fn look(pid: u32) -> Result<Snapshot, Error> {
    let mut observer = Observer::attach(pid)?;
    let _held = observer.hold()?;
    observer.snapshot()
}

/// A probe as `residue run` starts it.
fn start(probe: &Probe) -> Child {
    let order = json!({
        "scenario": probe.scenario,
        "backend": probe.backend,
        "elements": probe.elements,
        "seed": probe.seed,
        "settle_ns": probe.settle_ns,
        "ladder": "shrink",
        "settings": {},
    });
    residue(&[])
        // As long as `residue run` makes it: reading it takes as much heap.
        .env("RESIDUE_PROBE", format!("{:1024}", order.to_string()))
        .env("RESIDUE_BACKEND", &probe.backend)
        .env("RESIDUE", "on")
        .env("RESIDUE_OBSERVED", "1")
        .envs(timeless(probe))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary starts")
}

/// How the settings of [`crate::util::timeless`] are made, if the probe had
/// them.
fn timeless(probe: &Probe) -> Option<(&'static str, &'static str)> {
    [
        ("dirty_decay_ms", ("_RJEM_MALLOC_CONF", "dirty_decay_ms:600000")),
        ("purge_delay", ("MIMALLOC_PURGE_DELAY", "600000")),
    ]
    .into_iter()
    .find(|(key, _)| probe.settings.get(*key).is_some_and(|v| v == "600000"))
    .map(|(_, variable)| variable)
}
