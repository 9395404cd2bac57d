//! What a segment alone tells of the objects of its process, which may have
//! ended: no page of its memory is needed for it.

use super::account::{Account, Object};
use super::containers::containers;
use super::control::ControlRegion;
use super::heap::Heap;
use super::segment::{Maps, Segment};
use super::walk::Objects;
use crate::{Error, Held, HeldClass, HeldObject, HeldObjects};
use residue_segment::{OwnerId, SMALL_MAX, UNIT};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// How many of the largest objects are named.
const NAMED: usize = 16;

/// Reads `segment`, which may be written meanwhile.
pub(crate) fn held(
    segment: &mut Segment,
    is_copy: bool,
) -> Result<Held, Error> {
    let pid = segment.header_pid();
    let control = ControlRegion::read(segment)?;
    let objects = match segment.maps()? {
        Ok(maps) => Ok(objects(maps, &control)?),
        Err(why) => Err(why),
    };
    Ok(Held { pid, counters: control.counters, objects, is_copy })
}

fn objects(
    maps: &mut Maps,
    control: &ControlRegion,
) -> Result<HeldObjects, Error> {
    const NO_SURVEY: u64 = 0;
    let extents = maps.live_extents()?;
    let heap = Heap::new(maps, &extents, NO_SURVEY);
    let (mut account, mut sizes) = (Account::default(), Sizes::default());
    let mut scratch = <Heap<'_> as Objects>::Scratch::default();
    for tile in 0..heap.tiles() {
        heap.visit(tile, &mut scratch, |object| {
            account.book(object, 0, 0);
            // The allocator's own are not the program's.
            if object.owner != OwnerId::ALLOCATOR {
                sizes.add(object);
            }
        });
    }
    let Sizes { objects, bytes, classes, mut largest } = sizes;
    let found = containers(&control.containers, &account);
    let mut named = Vec::new();
    while let Some(Reverse((size, address, owner))) = largest.pop() {
        let index = OwnerId::from_bits(owner).container();
        let declared =
            index.and_then(|at| control.containers.get(usize::from(at)));
        let container = declared.map(|of| of.name.clone());
        named.push(HeldObject { address, size, container });
    }
    named.reverse();
    Ok(HeldObjects {
        objects,
        bytes,
        containers: found.seen,
        by_size: classes.into_values().collect(),
        largest: named,
        warnings: found.warnings,
    })
}

/// Objects by their sizes.
#[derive(Debug, Default)]
struct Sizes {
    objects: u64,
    bytes: u64,
    /// By the largest size that belongs to each.
    classes: BTreeMap<u64, HeldClass>,
    /// The largest so far, the smallest of them first: size, address, and
    /// the owner's bits.
    largest: BinaryHeap<Reverse<(u64, u64, u16)>>,
}

impl Sizes {
    fn add(&mut self, object: Object) {
        let Object { address, size, owner, .. } = object;
        self.objects += 1;
        self.bytes = self.bytes.saturating_add(size);
        let most = class(size);
        let class = self.classes.entry(most).or_default();
        class.most = most;
        class.objects += 1;
        class.bytes = class.bytes.saturating_add(size);
        let smallest = self.largest.peek().map_or(0, |of| of.0.0);
        if self.largest.len() < NAMED || size > smallest {
            self.largest.push(Reverse((size, address, owner.bits())));
            if self.largest.len() > NAMED {
                self.largest.pop();
            }
        }
    }
}

/// The largest size of the class that `size` belongs to: at most 250 in all,
/// whatever the sizes are.
fn class(size: u64) -> u64 {
    if size <= SMALL_MAX {
        return size.max(1).next_multiple_of(UNIT);
    }
    let step = 1 << (size.ilog2() - 2);
    size.checked_next_multiple_of(step).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_a_quarter_of_a_doubling() {
        let found = [0, 1, 8, 9, 976, 977, 1025, 5000, 1 << 40, u64::MAX];
        let expected = [8, 8, 8, 16, 976, 1024, 1280, 5120, 1 << 40, u64::MAX];
        assert_eq!(found.map(class), expected);
    }

    #[test]
    fn the_largest_are_kept_and_all_are_counted() {
        let mut sizes = Sizes::default();
        for number in 1..=100 {
            sizes.add(Object {
                address: number,
                size: number * 1000,
                excess: 0,
                owner: OwnerId::NONE,
                rounded: false,
            });
        }
        assert_eq!((sizes.objects, sizes.bytes), (100, 5_050_000));
        let counted = sizes.classes.values().map(|class| class.bytes);
        assert_eq!(counted.sum::<u64>(), 5_050_000);
        let largest = sizes.largest.into_sorted_vec();
        let largest: Vec<_> = largest.iter().map(|of| of.0.0).collect();
        assert_eq!(largest.len(), NAMED);
        assert_eq!((largest[0], largest[15]), (100_000, 85_000));
    }
}
