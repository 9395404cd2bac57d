//! The live objects of a walk, summed up.

mod firsts;
mod sample;

pub(crate) use firsts::{First, leads_to};
pub(crate) use sample::StridedSample;

use crate::linux::Span;
use firsts::FirstWords;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Objects up to this are counted in a table by size.
const SMALL: u64 = 64 << 10;

/// Sizes in the table differ by this.
const STEP: u64 = 8;

/// The largest objects that are kept one by one. A map of Go's of a million
/// elements is a thousand of them.
const LARGEST: usize = 2048;

/// How many may be kept of those that are worth to be looked at by themselves:
/// a service has buffers for each connection.
const MANY: usize = 1 << 15;
const WORTH: u64 = 1 << 10;

/// The live objects of a walk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Live {
    /// Objects, a count.
    pub(crate) objects: u64,
    /// Their usable bytes.
    pub(crate) bytes: u64,
    /// By the usable bytes of one object.
    pub(crate) by_size: BTreeMap<u64, LiveClass>,
    /// The largest ones, largest first.
    pub(crate) largest: Vec<LiveObject>,
    /// Those that begin with an address of what a file holds; unknown where
    /// the walker did not read there.
    pub(crate) firsts: Option<Vec<First>>,
}

/// Live objects of one size.
#[derive(Clone, Debug, Default)]
pub(crate) struct LiveClass {
    /// How many there are.
    pub(crate) objects: u64,
    /// Some of them.
    pub(crate) sample: StridedSample<LiveObject>,
}

/// A live object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LiveObject {
    /// Usable bytes.
    pub(crate) size: u64,
    pub(crate) address: u64,
    /// The part of `size` that is resident.
    pub(crate) resident: u64,
    /// Whether a container that the program names holds it: it says itself
    /// how full it is.
    pub(crate) is_declared: bool,
}

impl Live {
    /// Finds out which of the largest objects a named container holds.
    pub(crate) fn declare(
        &mut self,
        mut is_declared: impl FnMut(Span) -> bool,
    ) {
        for object in &mut self.largest {
            let span = object.address..object.address + object.size;
            object.is_declared = is_declared(span);
        }
    }
}

/// Sums up objects one at a time; there may be many millions.
#[derive(Debug)]
pub(crate) struct LiveObjects<'a> {
    objects: u64,
    bytes: u64,
    /// By size in steps, rounded down; what is not a multiple is in `others`.
    small: Vec<LiveClass>,
    others: BTreeMap<u64, LiveClass>,
    largest: BinaryHeap<Reverse<LiveObject>>,
    firsts: FirstWords<'a>,
    /// Usable bytes of the last object.
    last: u64,
}

impl<'a> LiveObjects<'a> {
    /// `constants` are where files are mapped that are not written to.
    pub(crate) fn new(constants: &'a [Span]) -> LiveObjects<'a> {
        LiveObjects {
            objects: 0,
            bytes: 0,
            small: Vec::new(),
            others: BTreeMap::new(),
            largest: BinaryHeap::new(),
            firsts: FirstWords::new(constants),
            last: 0,
        }
    }

    #[inline]
    pub(crate) fn add(&mut self, address: u64, size: u64, resident: u64) {
        self.objects += 1;
        self.bytes += size;
        self.last = size;
        let is_declared = false;
        let object = LiveObject { size, address, resident, is_declared };
        let class = if size < SMALL && size.is_multiple_of(STEP) {
            if self.small.is_empty() {
                let classes = (SMALL / STEP) as usize;
                self.small.resize(classes, LiveClass::default());
            }
            &mut self.small[(size / STEP) as usize]
        } else {
            self.others.entry(size).or_default()
        };
        class.sample.offer(class.objects, object);
        class.objects += 1;
        let most = if size < WORTH { LARGEST } else { MANY };
        if self.largest.len() < most {
            self.largest.push(Reverse(object));
        } else if self.largest.peek().is_some_and(|l| size > l.0.size) {
            self.largest.pop();
            self.largest.push(Reverse(object));
        }
    }

    /// The object that was added last begins with `word`.
    #[inline]
    pub(crate) fn begins(&mut self, word: u64) {
        self.firsts.add(word, self.last);
    }

    pub(crate) fn finish(self) -> Live {
        let mut by_size = self.others;
        for (size, class) in (0..).step_by(STEP as usize).zip(self.small) {
            if class.objects > 0 {
                by_size.insert(size, class);
            }
        }
        let largest = self.largest.into_sorted_vec();
        Live {
            objects: self.objects,
            bytes: self.bytes,
            by_size,
            largest: largest
                .into_iter()
                .map(|Reverse(object)| object)
                .collect(),
            firsts: self.firsts.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_counted_by_size_and_the_largest_come_first() {
        let mut objects = LiveObjects::new(&[]);
        for (address, size) in [(1, 24), (2, 24), (3, 30), (4, 1 << 20)] {
            objects.add(address, size, size);
        }
        let live = objects.finish();
        assert_eq!((live.objects, live.bytes), (4, 78 + (1 << 20)));
        let sizes = live.by_size.iter().map(|(size, of)| (*size, of.objects));
        assert!(sizes.eq([(24, 2), (30, 1), (1 << 20, 1)]));
        assert_eq!(live.largest[0].address, 4);
    }

    #[test]
    fn only_the_largest_are_kept() {
        let mut objects = LiveObjects::new(&[]);
        for number in 0..10_000 {
            objects.add(number, number % 777, 0);
        }
        let live = objects.finish();
        assert_eq!(live.largest.len(), LARGEST);
        assert!(live.largest.iter().all(|object| object.size > 600));
    }
}
