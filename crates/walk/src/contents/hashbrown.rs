//! hashbrown's tables, which are std's `HashMap` and `HashSet` too, told by
//! their control bytes.
//!
//! A table is one allocation: buckets of elements, then a control byte for
//! each bucket, then the first group of control bytes once more. A control
//! byte is EMPTY, DELETED, or 7 bits of the hash of what stands in its bucket.
//! Source: the documentation of hashbrown's `RawTableInner`, 0.12 to 0.16.

use super::{Object, Table, TableKind};
use crate::Memory;

const EMPTY: u8 = 0xFF;
const DELETED: u8 = 0x80;

/// Control bytes that are looked at together, and so mirrored: 16 with SSE2,
/// 8 with NEON or without either.
const GROUPS: [u64; 2] = [16, 8];

/// Fewer buckets than this tell too little.
const MIN_BUCKETS: u64 = 16;

/// An empty table of fewer tells too little.
const MIN_EMPTY_BUCKETS: u64 = 64;

/// Larger elements are kept in boxes, or ought to be.
const MAX_ELEMENT: u64 = 4 << 10;

/// Control bytes read first, and at a time later on.
const FIRST_PIECE: u64 = 64;
const PIECE: u64 = 64 << 10;

/// The table that fills `object`, if there is one. The allocator gave at most
/// `spare` bytes more than were asked for.
pub(super) fn table(
    memory: &dyn Memory,
    object: &Object,
    spare: u64,
) -> Option<Table> {
    divisions(object.usable, spare)
        .find_map(|division| division.read(memory, object))
}

/// How many ways there are to divide the object: what looking costs.
pub(super) fn effort(object: &Object, spare: u64) -> u64 {
    divisions(object.usable, spare).count() as u64
}

/// One way to divide an object into buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Division {
    /// A power of two.
    buckets: u64,
    /// Bytes of an element.
    element: u64,
    group: u64,
}

/// All divisions whose tables have at least `usable - spare` bytes. More buckets
/// come first: they have more control bytes, which tell more.
fn divisions(usable: u64, spare: u64) -> impl Iterator<Item = Division> {
    let most = usable.checked_ilog2().unwrap_or(0);
    (MIN_BUCKETS.ilog2()..=most).rev().flat_map(move |power| {
        let buckets = 1_u64 << power;
        GROUPS.into_iter().flat_map(move |group| {
            let largest = element(usable, buckets, group);
            let least = usable.saturating_sub(spare + 1);
            let smaller = element(least, buckets, group).unwrap_or(0);
            let elements = smaller + 1..=largest.unwrap_or(0).min(MAX_ELEMENT);
            elements.map(move |element| Division { buckets, element, group })
        })
    })
}

/// The largest element of which so many fit.
fn element(usable: u64, buckets: u64, group: u64) -> Option<u64> {
    (usable.checked_sub(group)? / buckets).checked_sub(1)
}

impl Division {
    /// Bytes that the program asked for. There are at least as many buckets as
    /// bytes in a group, so that control bytes are aligned without padding.
    #[cfg(test)]
    fn bytes(self) -> u64 {
        self.buckets * (self.element + 1) + self.group
    }

    /// Elements for which there is room before the table grows.
    fn capacity(self) -> u64 {
        self.buckets / 8 * 7
    }

    fn read(self, memory: &dyn Memory, object: &Object) -> Option<Table> {
        let controls = object.address + self.buckets * self.element;
        // Cheap checks first: most divisions of most objects end here.
        let group = |at| bytes(memory, at, self.group);
        let first = group(controls)?;
        let is_mirrored = first == group(controls + self.buckets)?;
        if !is_mirrored || !first.iter().all(|&byte| is_control(byte)) {
            return None;
        }
        let counts = Counts::of(memory, controls, self.buckets)?;
        let used = counts.full + counts.deleted;
        if used > self.capacity()
            || (used == 0 && !self.is_apart(memory, object))
        {
            return None;
        }
        Some(Table {
            kind: TableKind::Hashbrown,
            address: object.address,
            usable: object.usable,
            element: self.element,
            elements: counts.full,
            deleted: counts.deleted,
            capacity: self.capacity(),
        })
    }
}

impl Division {
    /// Whether control bytes that are all empty begin and end just there:
    /// bytes that are all the same are no table by themselves, and stretches
    /// of them stand in many objects.
    fn is_apart(self, memory: &dyn Memory, object: &Object) -> bool {
        let is_other = |at| bytes(memory, at, 1).is_some_and(|b| b[0] != EMPTY);
        let controls = object.address + self.buckets * self.element;
        let end = controls + self.buckets + self.group;
        let is_last = end == object.address + object.usable;
        self.buckets >= MIN_EMPTY_BUCKETS
            && is_other(controls - 1)
            && (is_last || is_other(end))
    }
}

fn is_control(byte: u8) -> bool {
    byte == EMPTY || byte <= DELETED
}

/// What the control bytes of a table say.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Counts {
    full: u64,
    deleted: u64,
    /// How often each 7 bits of a hash stand there.
    hashes: [u64; DELETED as usize],
}

impl Counts {
    /// `None` where memory cannot be read, or holds no control bytes, as soon
    /// as that shows.
    fn of(memory: &dyn Memory, start: u64, count: u64) -> Option<Counts> {
        let mut counts =
            Counts { full: 0, deleted: 0, hashes: [0; DELETED as usize] };
        // Most of what is no table shows so in its first few bytes.
        let (mut at, mut len) = (0, FIRST_PIECE);
        while at < count {
            let piece = bytes(memory, start + at, len.min(count - at))?;
            at += piece.len() as u64;
            len = (len * 4).min(PIECE);
            for byte in piece {
                counts.add(byte)?;
            }
            if !counts.is_like_hashes() {
                return None;
            }
        }
        Some(counts)
    }

    fn add(&mut self, byte: u8) -> Option<()> {
        match byte {
            EMPTY => {}
            DELETED => self.deleted += 1,
            hash => {
                *self.hashes.get_mut(usize::from(hash))? += 1;
                self.full += 1;
            }
        }
        Some(())
    }

    /// Hashes are spread: none stands there eight times as often as the
    /// average would have it, plus what few elements do by chance. Text,
    /// zeros and small numbers are not like that.
    fn is_like_hashes(&self) -> bool {
        let most = self.hashes.iter().max().copied().unwrap_or(0);
        most <= 8 + self.full / 16
    }
}

fn bytes(memory: &dyn Memory, address: u64, len: u64) -> Option<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(len).ok()?];
    memory.read(address, &mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Image;
    use proptest::prelude::*;

    /// Where an object begins.
    const AT: u64 = 0x10_0000;

    fn image(bytes: Vec<u8>) -> Image {
        let mut image = Image::default();
        image.add(AT, bytes);
        image
    }

    /// A table of 64 buckets of 24 bytes, of which `full` are full, and what
    /// the allocator added.
    fn table_of(full: usize, rest: usize) -> Vec<u8> {
        const BUCKETS: usize = 64;
        let mut bytes = vec![7; BUCKETS * 24];
        let hash =
            |i: usize| if i < full { (i * 37 % 128) as u8 } else { EMPTY };
        let controls: Vec<u8> = (0..BUCKETS).map(hash).collect();
        bytes.extend(&controls);
        bytes.extend(&controls[..16]);
        bytes.extend(vec![0; rest]);
        bytes
    }

    fn found(bytes: Vec<u8>, spare: u64) -> Option<Table> {
        let usable = bytes.len() as u64;
        table(&image(bytes), &Object { address: AT, usable }, spare)
    }

    #[test]
    fn a_table_says_what_it_holds() {
        let table = found(table_of(20, 8), 16).expect("a table");
        assert_eq!((table.elements, table.element), (20, 24));
        assert_eq!((table.capacity, table.deleted), (56, 0));
        assert_eq!(table.payload(), 480);
    }

    #[test]
    fn an_emptied_table_is_told_by_where_its_control_bytes_begin() {
        assert_eq!(found(table_of(0, 0), 16).expect("a table").elements, 0);
    }

    #[test]
    fn uniform_bytes_are_no_table() {
        for byte in [0, 7, DELETED, EMPTY] {
            assert_eq!(found(vec![byte; 1616], 16), None, "{byte}");
        }
    }

    #[test]
    fn a_stretch_of_ones_that_ends_elsewhere_is_no_table() {
        for rest in [1, 7] {
            let mut bytes = table_of(0, 0);
            bytes.extend(vec![EMPTY; rest]);
            bytes.extend([0; 100]);
            assert_eq!(found(bytes, 300), None, "{rest}");
        }
    }

    #[test]
    fn text_is_no_table() {
        let text = "who holds the memory that did not go back? ".repeat(40);
        assert_eq!(found(text.into_bytes(), 64), None);
    }

    #[test]
    fn a_table_without_room_is_none() {
        assert!(found(table_of(56, 0), 0).is_some());
        assert_eq!(found(table_of(57, 0), 0), None);
    }

    #[test]
    fn a_broken_mirror_is_no_table() {
        let mut bytes = table_of(20, 0);
        let mirror = bytes.len() - 16;
        bytes[mirror] ^= 1;
        assert_eq!(found(bytes, 16), None);
    }

    #[test]
    fn an_object_larger_than_the_allocator_would_give_is_no_table() {
        assert!(found(table_of(20, 24), 24).is_some());
        assert_eq!(found(table_of(20, 64), 24), None);
    }

    #[test]
    fn shapes_lie_within_what_the_allocator_may_have_added() {
        for spare in [0, 8, 100] {
            for usable in [0, 15, 100, 1616, 70_000] {
                for division in divisions(usable, spare) {
                    let bytes = division.bytes();
                    assert!(bytes <= usable && bytes + spare >= usable);
                }
            }
        }
    }

    /// Bytes below so many, and a stretch of zeros or ones among them.
    fn anything() -> impl Strategy<Value = Vec<u8>> {
        let highest = prop_oneof![Just(1_u8), Just(3), Just(100), Just(255)];
        let stretch = prop_oneof![Just(0), Just(EMPTY), Just(DELETED)];
        (highest, stretch, any::<(u64, u16, u16)>(), 1000_usize..9000).prop_map(
            |(highest, byte, (seed, start, len), size)| {
                let mut state = seed | 1;
                let mut bytes: Vec<u8> = (0..size)
                    .map(|_| {
                        state ^= state << 13;
                        state ^= state >> 7;
                        state ^= state << 17;
                        ((state >> 32) % (u64::from(highest) + 1)) as u8
                    })
                    .collect();
                let start = usize::from(start) % size;
                let end = (start + usize::from(len)).min(size);
                bytes[start..end].fill(byte);
                bytes
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn what_no_map_wrote_is_no_table(bytes in anything()) {
            for spare in [15, bytes.len() as u64 / 4] {
                prop_assert_eq!(found(bytes.clone(), spare), None);
            }
        }
    }
}
