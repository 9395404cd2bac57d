//! Containers told by who owns them: a pointer to an object beside what it
//! holds and has room for. Their memory itself does not show it.
//!
//! Sources: libstdc++'s `hashtable.h` and `stl_vector.h`, libc++'s
//! `__hash_table` and `vector`, std's `RawVec` and `VecDeque`, CPython's
//! `listobject.h`, `bytearrayobject.h` and `setobject.h`.

mod deque;
mod go_map;
mod python;
mod vector;

use super::{Object, Table, TableKind};

/// An object that somebody may own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owned<'a> {
    /// The object.
    pub object: Object,
    /// By how many bytes it may be larger than what was asked for.
    pub spare: u64,
    /// Which containers' table it may be.
    pub kinds: &'a [TableKind],
}

/// Where owners are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Where what was there before is written over, or is not there: of
    /// several that seem to own an object the fullest is told, so that no room
    /// is blamed on a container that uses it.
    Kept,
    /// A stack. To move a value leaves a copy of it behind, as full as it was:
    /// Rust moves them all the time, and of several that look like its own the
    /// emptiest is told, which was written last.
    Stack,
}

/// A container with room for fewer is told by too little.
const MIN_ROOM: u64 = 16;

/// A container, and what it was told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Told {
    table: Table,
    by: Shape,
}

/// What an owner looks like: what is least likely by chance comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// More than a pointer and two numbers.
    Header,
    /// As Rust lays out its containers.
    Rust,
    /// A pointer and two others, or two numbers.
    Three,
}

/// The containers among `objects`, which are sorted by address, whose owners
/// stand in `words`: memory of that place, which was copied.
pub fn owned(words: &[u64], objects: &[Owned<'_>], place: Place) -> Vec<Table> {
    let (Some(first), Some(last)) = (objects.first(), objects.last()) else {
        return Vec::new();
    };
    let range = first.object.address..=last.object.address;
    let pointers = words.iter().enumerate();
    let pointers = pointers.filter(|(_, word)| range.contains(word));
    let mut found: Vec<Told> = pointers
        .filter_map(|(at, &word)| {
            let of = &objects[find(objects, word)?];
            let told = |kind: &TableKind| of.told(*kind, words, at, objects);
            of.kinds.iter().find_map(told)
        })
        .collect();
    found.sort_by_key(|Told { table, by }| {
        let used = table.payload();
        let (by, least) = match (place, by) {
            (Place::Stack, Shape::Rust) => (Shape::Rust, used),
            (Place::Kept, Shape::Rust) => (Shape::Three, u64::MAX - used),
            (_, by) => (*by, u64::MAX - used),
        };
        (table.address, by, least)
    });
    found.dedup_by_key(|told| told.table.address);
    found.into_iter().map(|told| told.table).collect()
}

/// The number of the object that begins at `address`.
fn find(objects: &[Owned<'_>], address: u64) -> Option<usize> {
    objects.binary_search_by_key(&address, |of| of.object.address).ok()
}

impl Owned<'_> {
    /// A container of this kind whose owner has the pointer at `at`.
    fn told(
        &self,
        kind: TableKind,
        words: &[u64],
        at: usize,
        objects: &[Owned<'_>],
    ) -> Option<Told> {
        let header = |table| Told { table, by: Shape::Header };
        let is_start = |word| find(objects, word).is_some();
        match kind {
            TableKind::Hashbrown | TableKind::PythonDict => None,
            TableKind::GoMap => go_map::owned(self, words, at).map(header),
            TableKind::PythonSet => python::set(self, words, at).map(header),
            TableKind::PythonList => python::list(self, words, at).map(header),
            TableKind::Buckets => self.buckets(&words[at..]).map(header),
            TableKind::Deque => deque::owned(self, words, at, is_start),
            TableKind::Vector => vector::owned(self, words, at),
            TableKind::Slice => vector::slice(self, words, at),
        }
    }

    /// Whether so many bytes fill the object.
    fn is_filled_by(&self, bytes: u64) -> bool {
        let usable = self.object.usable;
        bytes <= usable && bytes.saturating_add(self.spare) >= usable
    }

    /// `std::unordered_map` and its kin: the buckets, how many there are, the
    /// first node, how many there are of those, and how many there may be to a
    /// bucket.
    fn buckets(&self, owner: &[u64]) -> Option<Table> {
        let &[_, buckets, first, elements, load, ..] = owner else {
            return None;
        };
        let load = f64::from(f32::from_bits(load as u32));
        let is_sound = buckets >= MIN_ROOM
            && self.is_filled_by(buckets.checked_mul(8)?)
            && (0.125..=64.0).contains(&load)
            && elements as f64 <= buckets as f64 * load
            && (first == 0) == (elements == 0)
            && first.is_multiple_of(8);
        is_sound.then(|| {
            let elements = elements.min(buckets);
            self.table(TableKind::Buckets, 8, elements, buckets)
        })
    }

    fn table(
        &self,
        kind: TableKind,
        element: u64,
        elements: u64,
        capacity: u64,
    ) -> Table {
        let Object { address, usable } = self.object;
        let deleted = 0;
        Table { kind, address, usable, element, elements, deleted, capacity }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AT: u64 = 0x7f00_0010;
    const USABLE: u64 = 80_008;
    const LOAD: u64 = 0x3f80_0000;

    fn objects() -> [Owned<'static>; 2] {
        [AT, 2 * AT].map(|address| Owned {
            object: Object { address, usable: USABLE },
            spare: 15,
            kinds: &[TableKind::Buckets, TableKind::Vector],
        })
    }

    /// Kind, elements, capacity and size of an element.
    fn told(words: &[u64]) -> Vec<(TableKind, u64, u64, u64)> {
        let found = owned(words, &objects(), Place::Kept).into_iter();
        found
            .map(|of| (of.kind, of.elements, of.capacity, of.element))
            .collect()
    }

    #[test]
    fn buckets_are_told_by_their_map() {
        let map = [5, AT, 10_001, 0x5000, 12, LOAD, 10_001, 0];
        assert_eq!(told(&map), [(TableKind::Buckets, 12, 10_001, 8)]);
        let empty = [AT, 10_001, 0, 0, LOAD];
        assert_eq!(told(&empty), [(TableKind::Buckets, 0, 10_001, 8)]);
    }

    #[test]
    fn what_does_not_add_up_is_no_map() {
        for map in [
            [AT, 9_000, 0, 0, LOAD],
            [AT, 10_001, 0x5000, 0, LOAD],
            [AT, 10_001, 0, 3, LOAD],
            [AT, 10_001, 0x5000, 20_000, LOAD],
            [AT, 10_001, 0, 0, 0],
            [AT + 8, 10_001, 0, 0, LOAD],
        ] {
            let found = told(&map);
            assert!(found.iter().all(|of| of.0 != TableKind::Buckets));
        }
    }

    #[test]
    fn a_vector_is_told_by_where_it_ends() {
        let vector = [9, AT, AT + 800, AT + 80_000, 9];
        assert_eq!(told(&vector), [(TableKind::Vector, 800, 80_000, 1)]);
        for other in [
            [AT, AT + 80_008, AT + 800],
            [AT, AT - 8, AT + 80_000],
            [AT, AT + 800, AT + 40_000],
        ] {
            assert_eq!(told(&other), [], "{other:x?}");
        }
    }

    #[test]
    fn a_vector_is_told_by_its_counts() {
        for vec in [
            [10_000, AT, 3, 0, 0],
            [0, AT, 10_000, 3, 0],
            [0, 0, AT, 3, 10_000],
            [9_999, 10_000, AT, 3, 0],
        ] {
            let expected = (TableKind::Vector, 3, 10_000, 8);
            assert_eq!(told(&vec), [expected], "{vec:x?}");
        }
    }

    #[test]
    fn of_several_owners_the_fullest_counts() {
        let words = [10_000, AT, 3, 0, 0, 10_000, AT, 9_999, 0, 0];
        let expected = (TableKind::Vector, 9_999, 10_000, 8);
        assert_eq!(told(&words), [expected]);
    }

    #[test]
    fn counts_that_do_not_fill_the_object_own_nothing() {
        for words in [[7, AT, 3], [10_002, AT, 3], [9_000, AT, 3]] {
            assert_eq!(told(&words), [], "{words:?}");
        }
    }

    proptest! {
        /// A pointer alone, among anything, makes no container.
        #[test]
        fn a_pointer_among_random_words_owns_nothing(
            mut words in prop::collection::vec(any::<u64>(), 16),
            at in 0_usize..16,
        ) {
            words[at] = AT;
            prop_assert_eq!(told(&words), []);
        }
    }
}
