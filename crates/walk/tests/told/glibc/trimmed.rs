//! What `malloc_trim(0)` gives back is what was told before.

use crate::collected::Collected;
use crate::process::Process;
use crate::subject::Subject;
use residue_walk::{Remedy, Span};

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
        (process.resident(&told), process.resident(&regions));
    assert!(promised > 0, "nothing to give back");
    subject.obey("trim");
    let after = process.resident(&regions);
    assert_eq!(process.resident(&told), 0, "it was not given back");
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
