//! A forked child leaves the segment to its parent, byte for byte. A program
//! of its own: the digest is of all that the process allocated.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use common::child;
use common::segment::Segment;
use residue::{Container, Holding, Status, Tracking, counters, status};
use std::alloc::System;
use std::process::Command;

#[global_allocator]
static ALLOCATOR: Tracking<System> = Tracking::new(System);
static SESSIONS: Container = Container::new("sessions");
static CHILDS_OWN: Container = Container::new("of the child");

/// Everything that leaves traces in a tracked process.
fn leave_traces() {
    let scope = CHILDS_OWN.enter();
    let mut bytes = vec![1_u8; 100];
    bytes.resize(100_000, 2);
    drop(scope);
    let boxes: Vec<Box<u64>> = (0..10_000).map(Box::new).collect();
    Vec::leak(vec![0_u8; 1 << 20]);
    std::thread::spawn(|| drop(vec![0_u8; 4000])).join().unwrap();
    SESSIONS.hold(Holding { payload: 1, elements: 1, capacity: 1 });
    residue::mark("child");
    drop((bytes, boxes));
}

fn in_child(inherited: Vec<String>) -> i32 {
    assert_eq!(counters(), Err(Status::Detached));
    assert_eq!(status(), Status::Detached);
    leave_traces();
    // What the parent allocated is freed and grown here.
    let mut inherited = inherited;
    inherited.iter_mut().for_each(|text| text.push_str(&"x".repeat(5000)));
    drop(inherited);
    let nested = child::fork(|| {
        leave_traces();
        i32::from(status() != Status::Detached)
    });
    assert_eq!(nested, 0);
    assert_eq!(counters(), Err(Status::Detached));
    0
}

fn a_child_leaves_no_trace(segment: &Segment, inherited: &[String]) {
    let (before, digest) = (counters(), segment.digest());
    // The copy is made in the child.
    let code = child::fork(|| in_child(inherited.to_vec()));
    assert_eq!(code, 0);
    assert_eq!(counters(), before);
    assert_eq!(segment.digest(), digest);
}

fn a_child_forked_inside_a_scope_leaves_no_trace(segment: &Segment) {
    let scope = SESSIONS.enter();
    let tagged = vec![0_u8; 64];
    let digest = segment.digest();
    let code = child::fork(|| {
        leave_traces();
        0
    });
    assert_eq!(code, 0);
    assert_eq!(segment.digest(), digest);
    // The same with the scope's end in the child.
    let mut held = Some((scope, tagged));
    let code = child::fork(|| {
        held = None;
        leave_traces();
        0
    });
    assert_eq!(code, 0);
    assert_eq!(segment.digest(), digest);
}

fn commands_work() {
    let before = counters().unwrap().live;
    let output = Command::new("echo").arg("said").output().unwrap();
    assert_eq!(output.stdout, b"said\n");
    drop(output);
    assert_eq!(counters().unwrap().live, before);
}

fn main() {
    child::end_after(60);
    let segment = Segment::of_this_process();
    {
        let _scope = SESSIONS.enter();
        Vec::leak(vec![0_u8; 1000]);
    }
    let inherited: Vec<String> = (0..100).map(|n| n.to_string()).collect();
    commands_work();
    commands_work();

    // Positive control: the digest sees one byte of the map.
    let digest = segment.digest();
    let object = Box::new(1_u8);
    assert_ne!(segment.digest(), digest);
    drop(object);

    a_child_leaves_no_trace(&segment, &inherited);
    a_child_forked_inside_a_scope_leaves_no_trace(&segment);
    assert_eq!(status(), Status::Tracked);
}
