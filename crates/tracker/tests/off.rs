//! Compiled with the feature `off`, nothing of it is left.
#![cfg(feature = "off")]

use residue::{Container, Status, Tracked, Tracking, counters, status};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: Tracking<System> = Tracking::new(System);
static SESSIONS: Container = Container::new("sessions");

#[test]
fn a_program_is_as_without_it() {
    let mut list = Tracked::new(&SESSIONS, vec![7; 1000]);
    list.edit().push(8);
    residue::mark("filled");
    assert_eq!(list.len(), 1001);
    assert_eq!(status(), Status::Untracked);
    assert!(status().to_string().contains("`off`"));
    assert_eq!(counters(), Err(Status::Untracked));
    assert_eq!(residue::ledger(), Err(Status::Untracked));
    let maps = std::fs::read_to_string("/proc/self/maps").expect("maps");
    assert!(!maps.contains("residue-segment"));
}
