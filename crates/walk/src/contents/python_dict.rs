//! Python's dictionaries, told by the head of their table: what its slots and
//! entries take, and how many of both there are, must fill the object. A key
//! that is removed leaves its entry behind, without a value, so that some of
//! the entries are looked at.
//!
//! Sources: CPython's `Objects/dictobject.c` and
//! `Include/internal/pycore_dict.h`, 3.6 to 3.13.

use super::{Object, Table, TableKind};
use crate::Memory;

/// Smaller tables tell too little.
const POWERS: std::ops::Range<u32> = 6..48;

/// How many stretches of entries are looked at, and of how many each.
const STRETCHES: u64 = 16;
const STRETCH: u64 = 64;

/// What a table is read for at most.
pub(super) const EFFORT: u64 = STRETCHES + 1;

/// The dictionary's table that fills `object`, if there is one. The allocator
/// gave at most `spare` bytes more than were asked for.
pub(super) fn table(
    memory: &dyn Memory,
    object: &Object,
    spare: u64,
) -> Option<Table> {
    let head = Head::read(memory, object.address)?;
    let bytes = head.bytes()?;
    let is_filled = bytes <= object.usable && bytes + spare >= object.usable;
    if !is_filled || head.taken.checked_add(head.left)? != head.most() {
        return None;
    }
    let elements = head.elements(memory, object.address)?;
    Some(Table {
        kind: TableKind::PythonDict,
        address: object.address,
        usable: object.usable,
        element: head.entry,
        elements,
        deleted: head.taken - elements,
        capacity: head.most(),
    })
}

/// The head of a table, as its release lays it out.
#[derive(Clone, Copy, Debug)]
struct Head {
    /// Its own bytes.
    size: u64,
    /// There are two to this of slots.
    power: u32,
    /// Bytes of an entry: with the hash of its key, or without.
    entry: u64,
    /// Entries that are taken, with or without a value, and that are left.
    taken: u64,
    left: u64,
}

impl Head {
    fn read(memory: &dyn Memory, at: u64) -> Option<Head> {
        let words = memory.words(at, 5).ok()?;
        let words: [u64; 5] = words.try_into().ok()?;
        let is_referred = (1..1 << 20).contains(&words[0]);
        let head = Head::from_3_11(words).or_else(|| Head::to_3_10(words))?;
        (is_referred && POWERS.contains(&head.power)).then_some(head)
    }

    /// Both sizes as powers of two in a byte each, then of what kind it is.
    fn from_3_11([_, sizes, left, taken, _]: [u64; 5]) -> Option<Head> {
        let [power, index, kind, ..] = sizes.to_le_bytes();
        let power = u32::from(power);
        let entry = match kind {
            0 => 24,
            1 => 16,
            _ => return None,
        };
        let head = Head { size: 32, power, entry, taken, left };
        let is_sound = POWERS.contains(&power)
            && head.index()? == 1 << u32::from(index % 64);
        is_sound.then_some(head)
    }

    fn to_3_10([_, slots, _, left, taken]: [u64; 5]) -> Option<Head> {
        let power = slots.is_power_of_two().then(|| slots.ilog2())?;
        Some(Head { size: 40, power, entry: 24, taken, left })
    }

    /// Entries that there is room for: two thirds of the slots.
    fn most(&self) -> u64 {
        (2 << self.power) / 3
    }

    /// Bytes of the slots, each of which holds the number of an entry.
    fn index(&self) -> Option<u64> {
        let bytes: u32 = match self.power {
            ..8 => 0,
            8..16 => 1,
            16..32 => 2,
            _ => 3,
        };
        1_u64.checked_shl(self.power + bytes)
    }

    fn bytes(&self) -> Option<u64> {
        self.most()
            .checked_mul(self.entry)?
            .checked_add(self.index()? + self.size)
    }

    /// About how many entries have a value.
    fn elements(&self, memory: &dyn Memory, at: u64) -> Option<u64> {
        if self.taken == 0 {
            return Some(0);
        }
        let first = at + self.size + self.index()?;
        let words = self.entry / 8;
        let (mut seen, mut with_value) = (0, 0);
        for number in 0..STRETCHES {
            let from = self.taken * number / STRETCHES;
            let count =
                STRETCH.min(self.taken * (number + 1) / STRETCHES - from);
            let all = (count * words) as usize;
            let read = memory.words(first + from * self.entry, all).ok()?;
            let entries = read.chunks_exact(words as usize);
            seen += count;
            with_value += entries
                .filter(|entry| entry.last().is_some_and(|value| *value != 0))
                .count() as u64;
        }
        let elements = u128::from(self.taken) * u128::from(with_value);
        u64::try_from(elements / u128::from(seen.max(1))).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Image;

    const AT: u64 = 0x10_0000;

    /// The table of 1024 slots with `taken` entries, of which those that
    /// `has_value` says have one, as 3.11 and later lay it out.
    fn table_of(taken: u64, has_value: impl Fn(u64) -> bool) -> Vec<u64> {
        let most = 2048 / 3;
        let mut words = vec![1, 10 | 11 << 8, most - taken, taken];
        words.extend([0x0102_0304_0506_0708; 2048 / 8]);
        for number in 0..most {
            let is_taken = number < taken;
            let value = u64::from(is_taken && has_value(number)) * 0x7f00_1000;
            words.extend([u64::from(is_taken) * number, 0, value]);
        }
        words
    }

    fn found(words: &[u64]) -> Option<Table> {
        let bytes: Vec<u8> =
            words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let usable = bytes.len() as u64;
        let mut image = Image::default();
        image.add(AT, bytes);
        table(&image, &Object { address: AT, usable }, 15)
    }

    #[test]
    fn a_dictionary_says_how_full_it_is() {
        let full = found(&table_of(600, |_| true)).expect("a table");
        assert_eq!(
            (full.elements, full.capacity, full.element),
            (600, 682, 24)
        );
        let emptied = found(&table_of(682, |_| false)).expect("a table");
        assert_eq!((emptied.elements, emptied.deleted), (0, 682));
        let half = found(&table_of(682, |n| n % 2 == 0)).expect("a table");
        assert!(half.elements.abs_diff(341) < 20, "{half:?}");
        assert_eq!(found(&table_of(0, |_| true)).expect("a table").elements, 0);
    }

    #[test]
    fn what_does_not_add_up_is_none() {
        let whole = table_of(600, |_| true);
        for (at, word) in [(0, 0), (1, 11 | 11 << 8), (2, 81), (3, 599)] {
            let mut other = whole.clone();
            other[at] = word;
            assert_eq!(found(&other), None, "{at}");
        }
        assert_eq!(found(&whole[..whole.len() - 3]), None);
        assert_eq!(found(&[0; 4096]), None);
    }

    #[test]
    fn older_releases_write_how_many_slots_there_are() {
        let whole = table_of(600, |_| true);
        let mut words = vec![1, 1024, 0x7f00_0000, 82, 600];
        words.extend(&whole[4..]);
        assert_eq!(found(&words).expect("a table").elements, 600);
    }
}
