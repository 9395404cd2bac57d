//! Commands that speak the line protocol, measured without a command line.

use residue_ledger::{Group, Row};
use residue_report::{Outcome, Probe, reading};
use residue_runner::{External, Interrupt, Subject, measure};
use std::time::Duration;

/// Runs a script of the shell; returns its probe, and what it said beside
/// the protocol.
fn run(script: &str) -> (Probe, Vec<String>) {
    run_words(&["sh", "-c", script])
}

fn run_words(words: &[&str]) -> (Probe, Vec<String>) {
    let words = words.iter().map(|&word| word.to_owned()).collect();
    let subject = Subject::External(External {
        name: "script".to_owned(),
        words,
        repetition: 0,
        timeout: Some(Duration::from_secs(20)),
        command: String::new(),
    });
    let mut passed = Vec::new();
    let mut pass = |line: &str| passed.push(line.to_owned());
    let measured = measure(&subject, &Interrupt::default(), &mut pass);
    (measured.probe, passed)
}

fn names(probe: &Probe) -> Vec<&str> {
    probe.phases.iter().map(|phase| phase.name.as_str()).collect()
}

fn failed(probe: &Probe) -> Option<&str> {
    match &probe.outcome {
        Outcome::Failed { reason } => Some(reason),
        Outcome::Completed => None,
    }
}

fn failure(probe: &Probe) -> &str {
    failed(probe).expect("it completed")
}

const TWO_PHASES: &str = "
    echo hello
    echo residue phase filled payload=10 elements=2
    read go
    echo between
    echo residue phase drained
    read go
    echo bye";

#[test]
fn each_phase_of_a_command_is_measured_and_closes() {
    let (probe, passed) = run(TWO_PHASES);
    assert_eq!(probe.outcome, Outcome::Completed);
    assert_eq!(names(&probe), ["filled", "drained"]);
    assert_eq!(passed, ["hello", "between", "bye"]);
    for phase in &probe.phases {
        assert!(phase.resident > 0);
        assert!(phase.closes(), "{phase:?}");
        assert_eq!(phase.ledger.get(Row::Payload), None, "nobody can know it");
    }
    let filled = &probe.phases[0].allocator;
    assert_eq!(filled.get("payload"), Some(&10));
    assert_eq!(filled.get("heap"), None);
    assert_eq!(probe.elements, 2);
}

/// A thousand bytes ten thousand times, of which one in forty is kept.
const IN_C: &str = r#"
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    static void phase(const char *name) {
        char line[8];
        printf("residue phase %s\n", name);
        fflush(stdout);
        if (!fgets(line, sizeof line, stdin)) exit(1);
    }
    static void *kept[10000];
    int main(void) {
        phase("baseline");
        for (int i = 0; i < 10000; i++)
            kept[i] = memset(malloc(1000), 1, 1000);
        phase("filled");
        for (int i = 0; i < 10000; i++)
            if (i % 40) free(kept[i]);
        phase("drained");
    }
"#;

/// How far `row` rose from the first phase to the phase `name`.
fn rise(probe: &Probe, row: Row, name: &str) -> i64 {
    let phase = |name| probe.phases.iter().find(|phase| phase.name == name);
    let bytes = |name| phase(name)?.ledger.get(row);
    match (bytes("baseline"), bytes(name)) {
        (Some(before), Some(after)) => after as i64 - before as i64,
        _ => panic!("no {row:?} at {name}: {probe:#?}"),
    }
}

#[test]
fn what_a_program_in_c_holds_is_told_by_its_allocator() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("subject.c");
    std::fs::write(&source, IN_C).unwrap();
    let program = folder.path().join("subject");
    let mut cc = std::process::Command::new("cc");
    cc.arg("-o").arg(&program).arg(&source);
    assert!(cc.status().unwrap().success());
    let (probe, _) = run_words(&[program.to_str().unwrap()]);
    assert_eq!(names(&probe), ["baseline", "filled", "drained"]);
    assert_eq!(probe.backend, "glibc");
    assert!(probe.phases.iter().all(|phase| phase.closes()), "{probe:#?}");
    let rise = |row, name| rise(&probe, row, name);
    assert_eq!(rise(Row::OtherLive, "filled"), 10_000_000);
    assert_eq!(rise(Row::OtherLive, "drained"), 250_000);
    assert!(rise(Row::Cached, "drained") > 8_000_000);
    assert!(rise(Row::Fragmentation, "drained") > 500_000);
    // Requested sizes are not known, and live objects stand by usable ones.
    let drained = &probe.phases[2].ledger;
    assert_eq!(drained.get(Row::Rounding), None);
    let allocator = drained.held_by(Group::Allocator);
    assert!(allocator > Some(8_500_000), "{allocator:?}");
    let said = reading(&probe);
    assert!(said.contains("the allocator holds 9."), "{said}");
}

#[test]
fn what_a_program_in_python_holds_is_told_by_its_allocators() {
    let script = "
import sys
def phase(name):
    print('residue phase', name, flush=True)
    sys.stdin.readline()
phase('baseline')
kept = [bytes(968) for _ in range(10000)]
phase('filled')
del kept
phase('drained')";
    let (probe, _) = run_words(&["python3", "-c", script]);
    if failed(&probe).is_some_and(|why| why.contains("could not start")) {
        return;
    }
    assert!(probe.phases.iter().all(|phase| phase.closes()), "{probe:#?}");
    let live = |name| {
        let foreign = rise(&probe, Row::ForeignLive, name);
        foreign + rise(&probe, Row::OtherLive, name)
    };
    // An object's head takes 33 bytes; the list has 8 an element.
    assert!((10_000_000..11_000_000).contains(&live("filled")), "{probe:#?}");
    assert!(live("drained") < 100_000, "{probe:#?}");
}

#[test]
fn phases_go_over_the_descriptor_that_a_variable_names() {
    // Its standard input is its own: it ends it, and its output stays closed.
    let (probe, _) = run("
        exec 0</dev/null 1>/dev/null
        eval \"exec 9<&$RESIDUE_PROTOCOL_FD 8>&$RESIDUE_PROTOCOL_FD\"
        echo residue phase one >&8
        read go <&9
        echo residue phase two >&8
        read go <&9");
    assert_eq!(probe.outcome, Outcome::Completed);
    assert_eq!(names(&probe), ["one", "two"]);
}

#[test]
fn one_that_dies_keeps_the_phases_before() {
    let (probe, _) = run("
        echo residue phase one
        read go
        kill -9 $$");
    assert_eq!(names(&probe), ["one"]);
    let failure = failure(&probe);
    assert!(failure.contains("SIGKILL"), "{failure}");
    assert!(failure.contains("after `one`"), "{failure}");
}

#[test]
fn one_that_ends_in_error_fails() {
    let (probe, _) = run("echo residue phase one; read go; exit 7");
    assert!(failure(&probe).contains("exit code 7"));
}

#[test]
fn one_that_hangs_is_ended_when_its_time_is_up() {
    let external = External {
        name: "script".to_owned(),
        words: ["sleep", "1000"].map(str::to_owned).to_vec(),
        repetition: 0,
        timeout: Some(Duration::from_millis(300)),
        command: String::new(),
    };
    let hangs = Subject::External(external.clone());
    let measured = measure(&hangs, &Interrupt::default(), &mut |_| {});
    assert!(failure(&measured.probe).contains("--timeout"));
    // Also one that never stops talking, and one that stops within a line.
    for script in ["while :; do echo noise; done", "printf noise; sleep 1000"] {
        let words = ["sh", "-c", script].map(str::to_owned).to_vec();
        let talks = Subject::External(External { words, ..external.clone() });
        let measured = measure(&talks, &Interrupt::default(), &mut |_| {});
        assert!(failure(&measured.probe).contains("--timeout"), "{script}");
    }
}

#[test]
fn one_that_says_no_phase_is_told_how() {
    let (probe, passed) = run("echo residue phases; printf '\\377\\000x\\n'");
    assert!(failure(&probe).contains("residue phase NAME"));
    assert_eq!(passed.len(), 2);
}

#[test]
fn a_line_that_is_malformed_is_named() {
    let (probe, _) = run("echo residue phase one heap=many; read go");
    assert!(failure(&probe).contains("`heap=many`"), "{}", failure(&probe));
}

#[test]
fn a_phase_that_is_said_twice_is_refused() {
    let (probe, _) = run("
        echo residue phase one; read go
        echo residue phase one; read go");
    assert!(failure(&probe).contains("`one` twice"));
    assert_eq!(names(&probe), ["one"]);
}

#[test]
fn one_that_goes_on_in_another_process_is_told_to_stay() {
    let (probe, _) = run("
        (sleep 0.5; echo residue phase one; read go; sleep 1000) &
        exit 0");
    let failure = failure(&probe);
    // Its child is ended with it, at the latest when it says something.
    assert!(
        failure.contains("before it reported a phase")
            || failure.contains("in the foreground"),
        "{failure}"
    );
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let subject = Subject::External(External {
        name: "gone".to_owned(),
        words: vec!["/no/such/program".to_owned()],
        repetition: 0,
        timeout: None,
        command: String::new(),
    });
    let measured = measure(&subject, &Interrupt::default(), &mut |_| {});
    assert!(failure(&measured.probe).contains("/no/such/program"));
}

#[test]
fn a_wish_to_stop_ends_one_that_waits() {
    let interrupt = Interrupt::default();
    let raised = interrupt.clone();
    let stops = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        raised.raise();
    });
    let subject = Subject::External(External {
        name: "sleeps".to_owned(),
        words: ["sleep", "1000"].map(str::to_owned).to_vec(),
        repetition: 0,
        timeout: None,
        command: String::new(),
    });
    let measured = measure(&subject, &interrupt, &mut |_| {});
    stops.join().unwrap();
    assert!(failure(&measured.probe).contains("interrupted"));
}
