//! A program of its own with the tracker, run as a command: it has every row
//! of the ledger, and its standard output is its own.
//!
//! This is that program too: started with an argument, it plays it.

use residue::{Container, Holding, Tracking};
use residue_ledger::Row;
use residue_report::{Outcome, Probe};
use residue_runner::{External, Interrupt, Subject, measure};
use std::alloc::System;
use std::time::Duration;

#[global_allocator]
static ALLOCATOR: Tracking<System> = Tracking::new(System);
static SESSIONS: Container = Container::new("sessions");

const ELEMENTS: usize = 100_000;

/// Fills a list and empties it, with phases that its output says nothing of.
#[expect(clippy::print_stdout, reason = "the program's own output")]
fn play() {
    let mut list: Vec<u64> = Vec::new();
    println!("mine, and no line of the protocol");
    let scope = SESSIONS.enter();
    list.extend(0..ELEMENTS as u64);
    drop(scope);
    let hold = |list: &Vec<u64>| {
        SESSIONS.hold(Holding {
            payload: size_of_val(&list[..]) as u64,
            elements: list.len() as u64,
            capacity: list.capacity() as u64,
        });
    };
    hold(&list);
    residue::mark("filled");
    list.clear();
    hold(&list);
    residue::mark("drained");
    println!("{}", list.len());
}

fn measured() -> (Probe, Vec<String>) {
    let this = std::env::current_exe().unwrap();
    let subject = Subject::External(External {
        name: "sessions".to_owned(),
        words: vec![this.to_str().unwrap().to_owned(), "play".to_owned()],
        repetition: 0,
        timeout: Some(Duration::from_secs(60)),
        command: String::new(),
    });
    let mut passed = Vec::new();
    let mut pass = |line: &str| passed.push(line.to_owned());
    let measured = measure(&subject, &Interrupt::default(), &mut pass);
    (measured.probe, passed)
}

fn main() {
    if std::env::args().any(|word| word == "play") {
        return play();
    }
    let (probe, passed) = measured();
    assert_eq!(probe.outcome, Outcome::Completed);
    assert_eq!(passed, ["mine, and no line of the protocol", "0"]);
    let names: Vec<_> = probe.phases.iter().map(|of| &of.name[..]).collect();
    assert_eq!(names, ["filled", "drained"]);
    assert!(probe.phases.iter().all(|phase| phase.closes()));
    // Nobody described the allocator: its own structures do.
    for phase in &probe.phases {
        assert!(phase.allocated >= phase.live, "{phase:#?}");
        for row in [Row::Rounding, Row::Metadata, Row::ForeignLive] {
            assert!(phase.ledger.get(row).is_some(), "{row:?}: {phase:#?}");
        }
    }
    let bytes = (ELEMENTS * size_of::<u64>()) as u64;
    let [filled, drained] = [0, 1].map(|at| &probe.phases[at].ledger);
    assert_eq!(filled.get(Row::Payload), Some(bytes));
    assert_eq!(drained.get(Row::Payload), Some(0));
    assert!(drained.get(Row::Slack) >= Some(bytes));
}
