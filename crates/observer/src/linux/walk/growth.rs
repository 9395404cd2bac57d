//! Heaps far larger than memory, made while they are walked. Times, if only as
//! ratios, are for a machine that does nothing else:
//! `cargo test --release -p residue-observer --lib -- --ignored growth --nocapture`.

use super::*;
use crate::linux::Span;
use crate::linux::tally::{PlacedObject, Tally};
use residue_segment::OwnerId;
use residue_segment::survey::TILE;
use std::io::{Write, stderr};
use std::time::Instant;

const PAGE: u64 = 4096;
/// Bytes from object to object.
const STEP: u64 = 160;

/// So many objects, one after the other; nothing of them takes memory.
struct Made {
    objects: u64,
}

impl Made {
    const IN_TILE: u64 = TILE / STEP;

    fn end(&self) -> u64 {
        self.objects.div_ceil(Made::IN_TILE) * TILE
    }

    /// Resident in spans of `pages` pages, every other of them.
    fn resident(&self, pages: u64) -> Vec<Span> {
        let len = pages * PAGE;
        let starts = (0..self.end()).step_by(2 * len as usize);
        starts.map(|start| start..start + len).collect()
    }
}

impl Objects for Made {
    type Scratch = ();

    fn tiles(&self) -> usize {
        self.objects.div_ceil(Made::IN_TILE) as usize
    }

    fn visit(
        &self,
        index: usize,
        (): &mut (),
        each: impl FnMut(Object),
    ) -> u64 {
        let first = index as u64 * Made::IN_TILE;
        let count = (self.objects - first).min(Made::IN_TILE);
        let object = |at| Object {
            address: index as u64 * TILE + at * STEP + 8,
            size: 128,
            excess: 8,
            owner: OwnerId::NONE,
            rounded: true,
        };
        (0..count).map(object).for_each(each);
        0
    }
}

/// Nanoseconds that each object takes, at best.
fn each<T: Tally>(objects: u64) -> f64 {
    let made = Made { objects };
    // A hundred million objects lie on 16 GiB, half of it resident.
    let resident = made.resident(16);
    let pages = ResidentPages { resident: &resident, page: PAGE, header: 8 };
    let once = || {
        let begun = Instant::now();
        let (account, _) = walk::<_, T>(&made, pages, 1);
        assert_eq!(account.objects(), objects);
        let half =
            account.rounded.resident as f64 / account.rounded.live as f64;
        assert!((0.3..0.9).contains(&half), "{half} of it is resident");
        begun.elapsed().as_secs_f64() * 1e9 / objects as f64
    };
    let rounds = (1_000_000 / objects).clamp(2, 100);
    (0..rounds).map(|_| once()).fold(f64::INFINITY, f64::min)
}

/// What takes time in proportion to all that is resident, for each object.
#[derive(Default)]
struct Slow(u64);

impl Tally for Slow {
    fn add(&mut self, pages: ResidentPages<'_>, _: &[Span], _: &PlacedObject) {
        self.0 += pages.resident.iter().map(|span| span.end & 1).sum::<u64>();
    }

    fn append(&mut self, next: Slow) {
        self.0 += next.0;
    }
}

/// Whether each object takes as long among many as among few, within what a
/// busy machine and its caches make of it. Anything that looked at all of the
/// heap for each object would take as many times longer as there are more.
fn is_linear(few: f64, many: f64) -> bool {
    many < few * 8.0
}

#[test]
#[ignore = "times, by hand in a release build"]
fn an_object_takes_as_long_among_a_million_as_among_a_thousand() {
    let few = each::<()>(1_000);
    for objects in [30_000, 1_000_000] {
        let many = each::<()>(objects);
        assert!(is_linear(few, many), "{few} ns each, of {objects} {many}");
    }
}

/// Positive control: what is not linear is seen.
#[test]
#[ignore = "times, by hand in a release build"]
fn a_look_at_all_pages_for_each_object_is_seen() {
    let [few, many] = [each::<Slow>(1_000), each::<Slow>(1_000_000)];
    assert!(!is_linear(few, many), "{few} ns each, and then {many}");
}

#[test]
#[ignore = "times, by hand in a release build"]
fn an_object_takes_as_long_among_a_hundred_million() {
    let few = each::<()>(1_000);
    for exponent in 3..=8 {
        let objects = 10_u64.pow(exponent);
        let many = each::<()>(objects);
        let resident = (objects * STEP / 2) >> 20;
        let line = format!(
            "{objects:>9} objects, {resident:>5} MiB resident: {many:.1} ns \
             each\n"
        );
        stderr().write_all(line.as_bytes()).unwrap();
        assert!(is_linear(few, many), "{few} ns each, of {objects} {many}");
    }
}
