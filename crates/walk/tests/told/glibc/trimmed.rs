//! What `malloc_trim(0)` gives back is what was told before.

use super::programs::Program;
use crate::collected::Collected;
use crate::process::Process;
use crate::subject::Subject;
use residue_walk::{Remedy, Span};
use std::collections::BTreeSet;

/// What the call itself may touch: a page of the stack, and one of the data
/// of libc.
const TOUCHED: u64 = 2 * PAGE;
const PAGE: u64 = 4096;

/// Bytes that were told, all of which went, and no others.
fn trim(mut subject: Subject) -> u64 {
    let process = Process::of(subject.pid());
    // A walk reads what was never touched too, and so brings pages of zeros.
    let (before, whole) = (process.present(), subject.anonymous());
    let mut seen = Collected::default();
    process.walk(&mut seen).unwrap();
    let of = |(remedy, span): &(Remedy, Span)| {
        (*remedy == Remedy::Trim).then(|| span.clone())
    };
    let told = within(&before, seen.returns.iter().filter_map(of));
    let regions = seen.regions.iter().map(|region| region.span.clone());
    let all = within(&before, regions);
    subject.obey("trim");
    let after = process.present();
    let gone: BTreeSet<u64> = all.difference(&after).copied().collect();
    assert_eq!(gone, told, "other pages were given back than were told");
    let promised = told.len() as u64 * PAGE;
    let went = whole + TOUCHED - subject.anonymous();
    assert!(went.abs_diff(promised + TOUCHED) <= TOUCHED, "{went} {promised}");
    promised
}

fn within(
    pages: &BTreeSet<u64>,
    spans: impl Iterator<Item = Span>,
) -> BTreeSet<u64> {
    spans.flat_map(|span| pages.range(span)).copied().collect()
}

#[test]
#[expect(clippy::print_stdout, reason = "it names the program that failed")]
fn what_each_program_gives_back_is_what_was_told() {
    let mut give = 0;
    for program in Program::ALL {
        println!("{program:?}");
        let promised = trim(program.start());
        give += usize::from(promised > 0);
    }
    assert!(give >= 10, "{give} gave something back");
}

#[test]
fn whole_pages_of_many_arenas() {
    let arguments = "threads=5 objects=20000 keep=700 size=16:900";
    assert!(trim(Subject::start(arguments)) > 1 << 20);
}

#[test]
fn the_top() {
    let arguments = "objects=3000 keep=3001 size=16:40";
    assert!(trim(Subject::start(arguments)) > 1 << 16);
}

#[test]
fn fast_bins_that_merge() {
    let arguments = "objects=100000 keep=3000 size=16:64";
    assert!(trim(Subject::start(arguments)) > 1 << 20);
}
