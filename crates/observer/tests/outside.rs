//! A process that is looked at from outside stands still for it, and goes on.
#![cfg(target_os = "linux")]

#[expect(dead_code, reason = "other tests have programs in other languages")]
mod programs;

use programs::{Built, Program};
use residue_observer::{Error, Manner, Outside, OutsideSnapshot, Stop};
use std::fs;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

struct Busy(Child);

impl Busy {
    fn start() -> Busy {
        let busy =
            Command::new("sh").args(["-c", "while :; do :; done"]).spawn();
        Busy(busy.unwrap())
    }

    fn ticks(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0.id()));
        let stat = stat.unwrap();
        let fields = stat.rsplit_once(')').unwrap().1;
        fields.split_whitespace().nth(11).unwrap().parse().unwrap()
    }

    fn state(&self) -> String {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0.id()));
        let stat = stat.unwrap();
        let fields = stat.rsplit_once(')').unwrap().1;
        fields.split_whitespace().next().unwrap().to_owned()
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn a_process_goes_on_after_each_look() {
    let mut busy = Busy::start();
    let mut outside = Outside::attach(busy.0.id()).unwrap();
    for _ in 0..100 {
        let seen = outside.look(Stop::Yes).unwrap();
        assert!(seen.stopped.is_some_and(|stopped| !stopped.is_zero()));
        let snapshot = seen.snapshot;
        assert!(snapshot.resident > 0);
        let not_heap: u64 =
            snapshot.not_heap.iter().map(|part| part.resident).sum();
        assert_eq!(not_heap + snapshot.heap, snapshot.resident);
    }
    assert_eq!(busy.state(), "R");
    let before = busy.ticks();
    std::thread::sleep(Duration::from_millis(300));
    assert!(busy.ticks() > before, "it stands still");
    assert!(busy.0.try_wait().unwrap().is_none());
}

#[test]
fn a_process_that_was_stopped_before_stays_so() {
    let busy = Busy::start();
    let pid = busy.0.id().to_string();
    assert!(
        Command::new("kill").args(["-STOP", &pid]).status().unwrap().success()
    );
    while busy.state() != "T" {}
    Outside::attach(busy.0.id()).unwrap().look(Stop::Yes).unwrap();
    // The kernel takes it back into its job stop within a moment.
    let deadline = Instant::now() + Duration::from_secs(5);
    while busy.state() != "T" {
        assert!(Instant::now() < deadline, "it goes on");
    }
}

/// Looks until the process was not stopped for it: it may have had no core to
/// come to rest on.
fn look_at_rest(outside: &mut Outside) -> OutsideSnapshot {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let seen = outside.look(Stop::Yes).unwrap();
        if seen.stopped == Some(Duration::ZERO) {
            assert_eq!(seen.manner, Manner::Rested);
            return seen;
        }
        assert!(Instant::now() < deadline, "it does not rest");
    }
}

/// Truth by two ways: whoever waits shows by itself what it shows when it is
/// stopped, and nothing of its memory needs a stop to be copied.
#[test]
fn a_process_that_waits_shows_the_same_as_one_that_is_stopped() {
    let program = Program::start(&Built::c("kinds"));
    let mut outside = program.attach();
    let at_rest = look_at_rest(&mut outside);
    let stopped = outside.look(Stop::Throughout).unwrap();
    assert_eq!(at_rest.copied_stopped, 0);
    assert!(stopped.copied_stopped > 1 << 20, "{}", stopped.copied_stopped);
    assert!(stopped.stopped.is_some_and(|time| !time.is_zero()));
    assert!(at_rest.refused.is_empty() && at_rest.heaps.len() == 1);
    let mut moment = OutsideSnapshot {
        manner: Manner::Stopped,
        stopped: stopped.stopped,
        copied_stopped: stopped.copied_stopped,
        ..at_rest
    };
    // Others come and go that have the C library's pages too.
    moment.snapshot.proportional = stopped.snapshot.proportional;
    assert_eq!(moment, stopped);
}

/// It looks asleep most of the time, and may have changed before it is read to
/// the end: what was read before is then of another moment.
#[test]
fn a_process_that_wakes_up_again_and_again_is_counted_right() {
    let program = Program::start(&Built::c("churn"));
    let holds = program.figure("objects");
    let mut outside = program.attach();
    for _ in 0..8 {
        let seen = program.look_by(&mut outside);
        // One may be on its way, and the output has a buffer.
        let counted = holds - 1..=holds + 2;
        assert!(counted.contains(&seen.live.objects), "{}", seen.live.objects);
        assert_eq!(seen.snapshot.ledger.residual, Some(0));
    }
}

/// It is stopped until what will be walked is copied, and no longer; what it
/// shows is of that moment all the same.
#[test]
fn a_process_that_never_rests_is_copied_and_walked_as_it_goes_on() {
    let program = Program::start(&Built::c("spin"));
    let holds = program.figure("objects");
    // It may be in the middle of an allocation each time it is stopped.
    let seen = || program.look();
    let mut looks = std::iter::repeat_with(seen).take(20);
    let copied = looks.find(|seen| seen.manner == Manner::Copied);
    let stopped = program.attach().look(Stop::Throughout).unwrap();
    assert_eq!(stopped.manner, Manner::Stopped);
    for seen in [copied.expect("it is copied"), stopped] {
        assert!(seen.refused.is_empty(), "{:?}", seen.refused);
        assert!(seen.stopped.is_some_and(|stopped| !stopped.is_zero()));
        let counted = holds - 1..=holds + 2;
        assert!(counted.contains(&seen.live.objects), "{}", seen.live.objects);
        assert_eq!(seen.snapshot.ledger.residual, Some(0));
        let copied = seen.copied_stopped;
        assert!((1..seen.snapshot.resident / 4).contains(&copied), "{copied}");
    }
}

#[test]
fn a_look_without_a_stop_says_so() {
    let busy = Busy::start();
    let mut outside = Outside::attach(busy.0.id()).unwrap();
    assert!(outside.look(Stop::No).unwrap().stopped.is_none());
}

#[test]
fn a_process_that_is_gone_is_refused() {
    let busy = Busy::start();
    let mut outside = Outside::attach(busy.0.id()).unwrap();
    drop(busy);
    let refused = outside.look(Stop::Yes).unwrap_err();
    assert!(matches!(refused, Error::NoSuchProcess { .. }), "{refused}");
}
