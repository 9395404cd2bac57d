//! What `malloc_trim(0)` gives back is what was told before.

use crate::collected::Collected;
use crate::process::Process;
use crate::subject::Subject;
use residue_walk::{Remedy, Span};
use std::fs::File;
use std::os::unix::fs::FileExt;

const PAGE: u64 = 4096;

/// Resident pages of `spans`.
fn resident(pid: u32, spans: &[Span]) -> u64 {
    let map = File::open(format!("/proc/{pid}/pagemap")).unwrap();
    let pages = spans.iter().flat_map(|span| {
        (span.start / PAGE..span.end / PAGE).filter(|page| {
            let mut entry = [0; 8];
            // What is no longer mapped has no entry.
            let read = map.read_at(&mut entry, page * 8).unwrap_or(0);
            read == 8 && u64::from_le_bytes(entry) >> 63 == 1
        })
    });
    pages.count() as u64
}

fn check(arguments: &str) {
    let mut subject = Subject::start(arguments);
    let process = Process::of(subject.pid());
    let mut seen = Collected::default();
    process.walk(&mut seen).unwrap();
    let of = |(remedy, span): &(Remedy, Span)| {
        (*remedy == Remedy::Trim).then(|| span.clone())
    };
    let told: Vec<Span> = seen.returns.iter().filter_map(of).collect();
    let regions: Vec<Span> =
        seen.regions.iter().map(|r| r.span.clone()).collect();
    let (promised, before) =
        (resident(subject.pid(), &told), resident(subject.pid(), &regions));
    assert!(promised > 0, "nothing to give back");
    subject.trim();
    let after = resident(subject.pid(), &regions);
    assert_eq!(resident(subject.pid(), &told), 0, "it was not given back");
    assert_eq!(before - after, promised, "more was given back than told");
}

#[test]
fn of_one_arena() {
    check("objects=50000 keep=5000 size=16:500");
}

#[test]
fn of_many_arenas() {
    check("threads=5 objects=20000 keep=700 size=16:900");
}

#[test]
fn of_the_top() {
    check("objects=3000 keep=3001 size=16:40");
}

#[test]
fn of_fast_bins_that_merge() {
    check("objects=100000 keep=3000 size=16:64");
}
