//! What live objects hold, looked into while the process stands still. How
//! much is read is bounded, however many objects there are.

mod kinds;
mod names;
mod owners;
mod tables;
mod types;

pub(super) use kinds::LOOKS;
pub(super) use names::Names;

use super::live::Live;
use crate::linux::Span;
use crate::linux::stacks::ThreadStack;
use crate::{ClassSeen, LiveSeen, ObjectSeen, TableSeen};
use kinds::{Kinds, Tally};
use owners::Owners;
use residue_walk::{Contents, Heap, Target};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use types::Types;

/// How many of the largest objects are shown one by one.
const SHOWN: usize = 20;

/// Where and how to look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Looker<'a> {
    /// The process; its memory may be of a moment after the walk.
    pub(super) target: &'a Target<'a>,
    /// The same at the moment of the walk.
    pub(super) exact: &'a Target<'a>,
    /// Resident pages, sorted, apart from each other.
    pub(super) resident: &'a [Span],
    /// Whether pages may be in swap, so that one that is not resident may
    /// have been written to.
    pub(super) swapped: bool,
    /// Where files are mapped that are not written to.
    pub(super) constants: &'a [Span],
    /// The threads whose stacks are known.
    pub(super) stacks: &'a [ThreadStack],
    pub(super) names: &'a Names,
    /// Objects of one walk that may be looked into, a count.
    pub(super) looks: u64,
    /// Bytes of one heap that may be copied to look for owners.
    pub(super) owners: u64,
    /// Whether the program has code of Rust's `VecDeque`.
    pub(super) has_deques: bool,
}

/// What the live objects of all walks are, and what they hold.
#[derive(Debug, Default)]
pub(super) struct Inside {
    objects: u64,
    bytes: u64,
    by_size: BTreeMap<u64, Class>,
    largest: Vec<ObjectSeen>,
    tables: Vec<TableSeen>,
    owners: Owners,
    types: Types,
}

#[derive(Debug, Default)]
struct Class {
    objects: u64,
    tally: Tally,
}

impl Inside {
    /// Looks into the live objects of one walk, which lie in `regions`.
    pub(super) fn add(
        &mut self,
        looker: &Looker<'_>,
        heap: &dyn Heap,
        live: &Live,
        regions: &[Span],
    ) {
        let mut kinds = Kinds::of(looker);
        self.objects += live.objects;
        self.bytes += live.bytes;
        self.tables.extend(tables::tables(looker.exact, heap, live));
        self.owners.add(looker, heap, live, regions, &self.tables);
        let largest = live.largest.iter().take(SHOWN);
        self.largest.extend(largest.map(|object| ObjectSeen {
            address: object.address,
            size: object.size,
            resident: object.resident,
            contents: kinds.of_large(object),
        }));
        let tallies = kinds.of_classes(live);
        self.types.add(looker, live, kinds.firsts());
        for (size, class) in &live.by_size {
            let known = self.by_size.entry(*size).or_default();
            known.objects += class.objects;
            if let Some(tally) = tallies.get(size) {
                known.tally.add(tally);
            }
        }
    }

    /// Looks where no heap is, when all of them were added.
    pub(super) fn complete(&mut self, looker: &Looker<'_>) {
        self.owners.copy_rest(looker);
    }

    /// All of it. What is left to be done takes no process that stands still.
    pub(super) fn finish(self, names: &Names, target: &Target<'_>) -> LiveSeen {
        let Inside { mut largest, mut tables, owners, .. } = self;
        tables.extend(owners.finish());
        largest.sort_by_key(|object| Reverse(object.size));
        largest.truncate(SHOWN);
        tables.sort_by_key(|table| Reverse(table.slack()));
        let by_size = self.by_size.into_iter();
        let by_size = by_size.map(|(size, class)| ClassSeen {
            size,
            objects: class.objects,
            contents: class.tally.seen(),
        });
        LiveSeen {
            objects: self.objects,
            bytes: self.bytes,
            by_size: by_size.collect(),
            largest,
            tables,
            types: self.types.finish(names, target),
        }
    }
}

impl Looker<'_> {
    /// What an object without a resident page is; unknown where it may be in
    /// swap.
    fn unwritten(&self) -> Option<Contents> {
        (!self.swapped).then_some(Contents::NeverWritten)
    }
}

#[cfg(test)]
mod tests {
    use super::super::live::LiveObjects;
    use super::*;
    use residue_walk::{
        Allocator, Files, Mapping, Memory, Refusal, Sink, Unreadable, Walked,
    };
    use std::cell::Cell;
    use std::fs::File;
    use std::io;

    /// Memory in which every word is an address of itself; counts its pages
    /// that are read, as often as they are.
    #[derive(Default)]
    struct Counted {
        pages: Cell<u64>,
    }

    impl Memory for Counted {
        fn read(&self, at: u64, into: &mut [u8]) -> Result<(), Unreadable> {
            let pages = (into.len() as u64).div_ceil(4096);
            self.pages.set(self.pages.get() + pages);
            for (word, bytes) in (at..).step_by(8).zip(into.chunks_mut(8)) {
                bytes.copy_from_slice(&word.to_le_bytes()[..bytes.len()]);
            }
            Ok(())
        }
    }

    struct NoFiles;

    impl Files for NoFiles {
        fn open(&self, _mapping: &Mapping) -> io::Result<File> {
            Err(io::ErrorKind::NotFound.into())
        }

        fn open_debug(&self, _build_id: &[u8]) -> Option<File> {
            None
        }
    }

    /// Rounds sizes as glibc does.
    #[derive(Debug)]
    struct Rounded;

    impl Heap for Rounded {
        fn allocator(&self) -> &Allocator {
            unreachable!("nobody asks who it is")
        }

        fn spare(&self, _usable: u64) -> u64 {
            15
        }

        fn walk(
            &self,
            _target: &Target<'_>,
            _sink: &mut dyn Sink,
        ) -> Result<Walked, Refusal> {
            unreachable!("it was walked before")
        }
    }

    /// Pages read of so many objects of so many sizes.
    fn pages(sizes: u64, of_each: u64) -> u64 {
        const START: u64 = 0x10_0000;
        let mut objects = LiveObjects::new(&[]);
        let mut at = START;
        for size in (1..=sizes).map(|number| number * 16 + 8) {
            for _ in 0..of_each {
                objects.add(at, size, size);
                at = (at + size).next_multiple_of(4096);
            }
        }
        let live = objects.finish();
        let (memory, resident) = (Counted::default(), START..at);
        let resident = [resident];
        let target = Target {
            memory: &memory,
            mappings: &[],
            files: &NoFiles,
            threads: &[],
            page: 4096,
        };
        let looker = Looker {
            target: &target,
            exact: &target,
            resident: &resident,
            swapped: false,
            constants: &[],
            stacks: &[],
            names: &Names::default(),
            looks: LOOKS,
            owners: 2 << 20,
            has_deques: false,
        };
        let mut inside = Inside::default();
        inside.add(&looker, &Rounded, &live, &resident);
        inside.complete(&looker);
        memory.pages.get()
    }

    /// A page is two thirds of a microsecond: a look lasts no longer because
    /// there are more objects.
    #[test]
    fn how_much_is_read_does_not_depend_on_how_many_objects_there_are() {
        // Each object that is looked into is read for what it holds and for
        // what it begins with; where owners may stand is copied; and tables
        // are looked for.
        const OWNERS: u64 = 1024;
        const TABLES: u64 = 4096;
        let most = 2 * LOOKS + 8 * SHOWN as u64 + OWNERS + TABLES;
        let few = pages(10, 100);
        assert!((100..most).contains(&few), "{few}");
        for (sizes, of_each) in [(500, 10), (100, 3000), (4000, 2)] {
            let read = pages(sizes, of_each);
            assert!(read < most, "{sizes} sizes: {read} pages");
        }
    }
}
