//! Heaps that are damaged, or made to harm: they come to an error or to a walk
//! that adds up; never to a panic, nor to one without end.

use crate::changed::Changed;
use crate::process::Process;
use crate::subject::Subject;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use residue_walk::{
    Heap, Image, Memory, Piece, Region, Remedy, Sink, Span, find_all,
};

/// A heap that was copied out of a process.
pub(crate) struct Copied {
    process: Process,
    image: Image,
    heap: Box<dyn Heap>,
    /// Where the structures are that lead the walk.
    vital: Vec<u64>,
}

/// Keeps what it is shown, which is bounded by what is mapped.
#[derive(Default)]
struct Regions {
    regions: Vec<Span>,
    pieces: Vec<Piece>,
    returned: u64,
}

impl Sink for Regions {
    fn region(&mut self, region: &Region) {
        self.regions.push(region.span.clone());
    }

    fn piece(&mut self, piece: &Piece) {
        self.pieces.push(*piece);
        assert!(self.pieces.len() < 1 << 20, "there is no end");
    }

    fn returns(&mut self, _: Remedy, pages: &Span) {
        self.returned += pages.end - pages.start;
    }

    fn restart(&mut self) {
        *self = Self::default();
    }
}

impl Regions {
    /// What a walk that was not refused must have come to.
    fn adds_up(&mut self) {
        self.regions.sort_by_key(|region| region.start);
        let apart = |two: &[Span]| two[0].end <= two[1].start;
        assert!(self.regions.windows(2).all(apart), "regions overlap");
        let bytes = self.regions.iter().map(|r| r.end - r.start).sum::<u64>();
        let pieces = self.pieces.iter().map(|piece| piece.size).sum::<u64>();
        assert_eq!(bytes, pieces);
        assert!(self.returned <= bytes);
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Change {
    /// A word becomes one of the image's own addresses.
    Address(Index, Index, i64),
    /// A bit is turned over.
    Bit(Index, u8),
    /// A word becomes anything.
    Word(Index, u64),
    /// A word is as large as can be, or small.
    Extreme(Index, u64),
}

/// Some words that change.
fn changes() -> impl Strategy<Value = Vec<Change>> {
    let at = any::<Index>;
    let change = prop_oneof![
        (at(), at(), -64_i64..64)
            .prop_map(|(to, of, by)| { Change::Address(to, of, by) }),
        (at(), 0_u8..64).prop_map(|(at, bit)| Change::Bit(at, bit)),
        (at(), any::<u64>()).prop_map(|(at, word)| Change::Word(at, word)),
        (at(), prop_oneof![Just(0), Just(u64::MAX), 0_u64..0x2000])
            .prop_map(|(at, word)| Change::Extreme(at, word)),
    ];
    proptest::collection::vec(change, 1..6)
}

impl Copied {
    /// The heap of `allocator` in `subject`, whose variables lie in a file
    /// with `module` in its name.
    pub(crate) fn of(subject: &Subject, allocator: &str, module: &str) -> Self {
        let process = Process::of(subject.pid());
        let heap = process.heap_of(allocator);
        let mut regions = Regions::default();
        heap.walk(&process.target(&process), &mut regions).unwrap();
        let mut image = Image::default();
        let mut vital: Vec<u64> =
            regions.pieces.iter().map(|piece| piece.address & !7).collect();
        for region in &regions.regions {
            let first = region.start.next_multiple_of(8);
            vital.extend((first..region.end).step_by(8).take(330));
        }
        let mut is_module = false;
        for mapping in process.mappings.iter().filter(|map| map.writable) {
            let span = &mapping.span;
            let mut bytes = vec![0; (span.end - span.start) as usize];
            if process.read(span.start, &mut bytes).is_err() {
                continue;
            }
            // What follows it without a file are its variables too.
            is_module = mapping.name.contains(module)
                || is_module && mapping.name.is_empty();
            let words = bytes.as_chunks::<8>().0.iter().zip(0_u64..);
            let set = words.filter(|(word, _)| **word != [0; 8]);
            if is_module {
                vital.extend(set.map(|(_, at)| span.start + at * 8));
            }
            image.add(span.start, bytes);
        }
        Copied { process, image, heap, vital }
    }

    /// Walks it as often as `cases` with some words changed; of these walks,
    /// so large a part as `fresh` searches for it anew.
    pub(crate) fn survives(&self, cases: u32, fresh: f64) {
        let fresh = proptest::bool::weighted(fresh);
        TestRunner::new(Config::with_cases(cases))
            .run(&(changes(), fresh), |(changes, fresh)| {
                self.walk(&changes, fresh);
                Ok(())
            })
            .unwrap();
    }

    /// Whether it is walked with these changes, and adds up; where it is
    /// `fresh`, it is first searched for anew.
    pub(crate) fn walk(&self, changes: &[Change], fresh: bool) -> bool {
        let words = changes.iter().map(|change| self.word(*change));
        let memory = &self.image;
        let changed = Changed { memory, words: words.collect() };
        let target = self.process.target(&changed);
        let mut seen = Regions::default();
        let walked = if fresh {
            let found = find_all(&target);
            let Some(heap) = found.heaps.first() else { return false };
            heap.walk(&target, &mut seen)
        } else {
            self.heap.walk(&target, &mut seen)
        };
        if walked.is_ok() {
            seen.adds_up();
        }
        walked.is_ok()
    }

    /// Where a change is, and to what.
    fn word(&self, change: Change) -> (u64, u64) {
        let vital = &self.vital;
        let of = |index: Index| vital[index.index(vital.len())];
        match change {
            Change::Address(at, other, by) => {
                (of(at), of(other).wrapping_add_signed(by & !7))
            }
            Change::Bit(at, bit) => {
                let memory: &dyn Memory = &self.image;
                (of(at), memory.word(of(at)).unwrap_or(0) ^ 1 << bit)
            }
            Change::Word(at, word) | Change::Extreme(at, word) => {
                (of(at), word)
            }
        }
    }
}

/// The two tests of an allocator whose heap `copy` copies, if it is there.
macro_rules! survives_damage {
    ($cases:literal walks of $copy:ident) => {
        /// The control: what is copied and not changed is walked.
        #[test]
        fn a_copy_is_walked_like_the_process() {
            let Some(copied) = $copy() else { return };
            assert!(copied.walk(&[], false));
            assert!(copied.walk(&[], true));
        }

        #[test]
        fn damage_comes_to_an_error_or_adds_up() {
            let Some(copied) = $copy() else { return };
            copied.survives($cases, 0.1);
        }
    };
}

pub(crate) use survives_damage;
