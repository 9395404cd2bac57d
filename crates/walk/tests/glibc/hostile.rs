//! A heap that is damaged, or made to harm, comes to an error or to a walk
//! that adds up; never to a panic, nor to one without end.

use crate::process::Process;
use crate::subject::Subject;
use proptest::prelude::*;
use proptest::sample::Index;
use residue_walk::{
    Heap, Image, Memory, Piece, Region, Remedy, Sink, Span, find_all,
};
use std::sync::OnceLock;

/// A heap that was copied out of a process.
struct Copied {
    process: Process,
    image: Image,
    heap: Box<dyn Heap>,
    /// Where the structures are that lead the walk.
    vital: Vec<u64>,
}

thread_local! {
    /// Copied once for all cases of a test, which are of one thread.
    static COPIED: OnceLock<Copied> = const { OnceLock::new() };
}

fn copy() -> Copied {
    let arguments = "threads=2 objects=400 keep=3 huge=2:300000 align=64";
    let subject = Subject::start(arguments);
    let process = Process::of(subject.pid());
    let heap = process.heap();
    let mut regions = Regions::default();
    heap.walk(&process.target(&process), &mut regions).unwrap();
    let mut image = Image::default();
    for mapping in process.mappings.iter().filter(|map| map.writable) {
        let span = &mapping.span;
        let mut bytes = vec![0; (span.end - span.start) as usize];
        if process.read(span.start, &mut bytes).is_ok() {
            image.add(span.start, bytes);
        }
    }
    let mut vital: Vec<u64> =
        regions.pieces.iter().map(|piece| piece.address).collect();
    for region in &regions.regions {
        vital.extend((region.start..region.end).step_by(8).take(330));
    }
    let libc = process
        .mappings
        .iter()
        .filter(|map| map.writable && map.name.contains("libc"));
    vital.extend(libc.flat_map(|map| map.span.clone().step_by(8)));
    Copied { process, image, heap, vital }
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
enum Change {
    /// A word becomes one of the image's own addresses.
    Address(Index, Index, i64),
    /// A bit is turned over.
    Bit(Index, u8),
    /// A word becomes anything.
    Word(Index, u64),
    /// A word is as large as can be, or small.
    Extreme(Index, u64),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        (at(), at(), -64_i64..64)
            .prop_map(|(to, of, by)| { Change::Address(to, of, by) }),
        (at(), 0_u8..64).prop_map(|(at, bit)| Change::Bit(at, bit)),
        (at(), any::<u64>()).prop_map(|(at, word)| Change::Word(at, word)),
        (at(), prop_oneof![Just(0), Just(u64::MAX), 0_u64..0x2000])
            .prop_map(|(at, word)| Change::Extreme(at, word)),
    ]
}

impl Change {
    fn apply(self, copied: &Copied, image: &mut Image) {
        let vital = &copied.vital;
        let of = |index: Index| vital[index.index(vital.len())];
        let (at, word) = match self {
            Change::Address(at, other, by) => {
                (of(at), of(other).wrapping_add_signed(by & !7))
            }
            Change::Bit(at, bit) => {
                let memory: &dyn Memory = &*image;
                (of(at), memory.word(of(at)).unwrap_or(0) ^ 1 << bit)
            }
            Change::Word(at, word) | Change::Extreme(at, word) => {
                (of(at), word)
            }
        };
        let spans: Vec<Span> = image.spans().collect();
        let holds = |span: &Span| span.start <= at && at + 8 <= span.end;
        let Some(index) = spans.iter().position(holds) else { return };
        let offset = (at - spans[index].start) as usize;
        let bytes = image.bytes_mut(index).unwrap();
        bytes[offset..offset + 8].copy_from_slice(&word.to_le_bytes());
    }
}

fn walk(copied: &Copied, image: &Image, fresh: bool) -> bool {
    let target = copied.process.target(image);
    let mut seen = Regions::default();
    let walked = if fresh {
        let found = find_all(&target);
        let Some(heap) = found.heaps.first() else { return false };
        heap.walk(&target, &mut seen)
    } else {
        copied.heap.walk(&target, &mut seen)
    };
    if walked.is_ok() {
        seen.adds_up();
    }
    walked.is_ok()
}

/// The control: what is copied and not changed is walked.
#[test]
fn a_copy_is_walked_like_the_process() {
    let copied = copy();
    assert!(walk(&copied, &copied.image, false));
    assert!(walk(&copied, &copied.image, true));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn damage_comes_to_an_error_or_adds_up(
        changes in proptest::collection::vec(change(), 1..6),
        fresh in proptest::bool::weighted(0.1),
    ) {
        COPIED.with(|copied| {
            let copied = copied.get_or_init(copy);
            let mut image = copied.image.clone();
            for change in changes {
                change.apply(copied, &mut image);
            }
            walk(copied, &image, fresh);
        });
    }
}
