//! The live objects of a walk, summed up.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Objects up to this are counted in a table by size.
const SMALL: u64 = 64 << 10;

/// Sizes in the table differ by this.
const STEP: u64 = 8;

/// The largest objects that are kept one by one.
const LARGEST: usize = 512;

/// The live objects of a walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Live {
    /// Objects, a count.
    pub(crate) objects: u64,
    /// Their usable bytes.
    pub(crate) bytes: u64,
    /// Usable bytes of one object, and how many there are.
    pub(crate) by_size: BTreeMap<u64, u64>,
    /// The largest ones, largest first.
    pub(crate) largest: Vec<LiveObject>,
}

/// A live object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LiveObject {
    /// Usable bytes.
    pub(crate) size: u64,
    pub(crate) address: u64,
    /// The part of `size` that is resident.
    pub(crate) resident: u64,
}

/// Sums up objects one at a time; there may be many millions.
#[derive(Debug, Default)]
pub(crate) struct LiveObjects {
    objects: u64,
    bytes: u64,
    /// By size in steps, rounded down; what is not a multiple is in `others`.
    small: Vec<u64>,
    others: BTreeMap<u64, u64>,
    largest: BinaryHeap<Reverse<LiveObject>>,
}

impl LiveObjects {
    #[inline]
    pub(crate) fn add(&mut self, address: u64, size: u64, resident: u64) {
        self.objects += 1;
        self.bytes += size;
        if size < SMALL && size.is_multiple_of(STEP) {
            if self.small.is_empty() {
                self.small.resize((SMALL / STEP) as usize, 0);
            }
            self.small[(size / STEP) as usize] += 1;
        } else {
            *self.others.entry(size).or_default() += 1;
        }
        let object = LiveObject { size, address, resident };
        if self.largest.len() < LARGEST {
            self.largest.push(Reverse(object));
        } else if self.largest.peek().is_some_and(|l| size > l.0.size) {
            self.largest.pop();
            self.largest.push(Reverse(object));
        }
    }

    pub(crate) fn finish(self) -> Live {
        let mut by_size = self.others;
        for (size, objects) in (0..).step_by(STEP as usize).zip(self.small) {
            if objects > 0 {
                by_size.insert(size, objects);
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
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_counted_by_size_and_the_largest_come_first() {
        let mut objects = LiveObjects::default();
        for (address, size) in [(1, 24), (2, 24), (3, 30), (4, 1 << 20)] {
            objects.add(address, size, size);
        }
        let live = objects.finish();
        assert_eq!((live.objects, live.bytes), (4, 78 + (1 << 20)));
        let sizes: Vec<_> = live.by_size.into_iter().collect();
        assert_eq!(sizes, [(24, 2), (30, 1), (1 << 20, 1)]);
        assert_eq!(live.largest[0].address, 4);
    }

    #[test]
    fn only_the_largest_are_kept() {
        let mut objects = LiveObjects::default();
        for number in 0..10_000 {
            objects.add(number, number % 777, 0);
        }
        let live = objects.finish();
        assert_eq!(live.largest.len(), LARGEST);
        assert!(live.largest.iter().all(|object| object.size > 700));
    }
}
