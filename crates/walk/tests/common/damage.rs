//! A heap that is damaged comes to an error, or to a walk that adds up; never
//! to a panic, nor to one without end.

use super::changed::Changed;
use super::process::{Seen, Subject, inspect};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use residue_walk::{Image, Mapping, Memory, Target, find_all};
use std::cell::Cell;

/// Copies the heap of `subject`, and walks it many times with some words of
/// its tables and of the allocator's variables changed.
pub(crate) fn survives(subject: &Subject, allocator: &str) {
    let (heap, _, seen) = subject.walk(allocator);
    inspect(subject.pid(), |target| {
        let image = copy(target);
        let vital = vital(target, &image, &seen);
        let walks = |words: &[(u64, u64)], fresh: bool| {
            let memory = Changed { memory: &image, words: words.to_vec() };
            let target = Target { memory: &memory, ..*target };
            let mut seen = Seen::default();
            let walked = if fresh {
                let mut found = find_all(&target).heaps.into_iter();
                let found =
                    found.find(|heap| heap.allocator().name == allocator);
                found.map(|heap| heap.walk(&target, &mut seen))
            } else {
                Some(heap.walk(&target, &mut seen))
            };
            let walked = walked.is_some_and(|walked| walked.is_ok());
            if walked {
                seen.close();
            }
            walked
        };
        assert!(walks(&[], false) && walks(&[], true), "the control");
        let words = proptest::collection::vec(damage(vital), 1..6);
        let fresh = proptest::bool::weighted(0.1);
        let mut runner = TestRunner::new(Config::with_cases(150));
        let refused = Cell::new(0);
        let run = runner.run(&(words, fresh), |(words, fresh)| {
            let memory: &dyn Memory = &image;
            let now = |at| memory.word(at).unwrap_or(0);
            let words: Vec<_> =
                words.iter().map(|(at, to)| (*at, to(now(*at)))).collect();
            refused.set(refused.get() + u32::from(!walks(&words, fresh)));
            Ok(())
        });
        run.unwrap();
        assert!(refused.get() > 0, "no damage was seen");
    });
}

type Change = fn(u64) -> u64;

fn damage(vital: Vec<u64>) -> impl Strategy<Value = (u64, Change)> {
    let changes: [Change; 8] = [
        |_| 0,
        |_| u64::MAX,
        |word| word ^ 1,
        |word| word ^ 1 << 20,
        |word| word ^ 1 << 46,
        |word| word.wrapping_add(8),
        |word| word.wrapping_sub(0x1000),
        |word| !word,
    ];
    (select(vital), select(changes.to_vec()))
}

fn copy(target: &Target<'_>) -> Image {
    let mut image = Image::default();
    for mapping in target.mappings.iter().filter(|map| map.writable) {
        let span = &mapping.span;
        let mut bytes = vec![0; (span.end - span.start) as usize];
        if target.memory.read(span.start, &mut bytes).is_ok() {
            image.add(span.start, bytes);
        }
    }
    image
}

/// Words that are not 0 of what leads a walk.
fn vital(target: &Target<'_>, image: &Image, seen: &Seen) -> Vec<u64> {
    let variables =
        |map: &&Mapping| map.writable && map.span.end < 0x7000_0000_0000;
    let spans = target.mappings.iter().filter(variables);
    let spans = spans.map(|map| map.span.clone());
    let memory: &dyn Memory = image;
    let words = spans.chain(seen.tables.iter().cloned()).flat_map(|span| {
        let first = span.start.next_multiple_of(8);
        (first..span.end.saturating_sub(7)).step_by(8)
    });
    words.filter(|at| memory.word(*at).is_ok_and(|word| word != 0)).collect()
}
