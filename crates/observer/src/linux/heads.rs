//! Finding the heads in a stretch of the live map.

use residue_segment::{
    CELL_SPAN, Lane, LiveCell, UNIT, heads_of, owned_heads_of,
};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

/// Words looked at together: one cache line.
const LINE: usize = 8;

/// A head: where its object begins, in units counted from where the reader
/// began, in the high 24 bits, and what the cell holds in the low 7; the bit
/// between says that the cell after it is a part of its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Head(u32);

const OWNED: u32 = 0x80;
/// Units from cell to cell, and from word to word.
const CELL_UNITS: u32 = (CELL_SPAN / UNIT) as u32;
const WORD_UNITS: u32 = 8 * CELL_UNITS;

impl Head {
    /// Units that heads can tell apart.
    pub(crate) const UNITS_MAX: u64 = 1 << 24;

    /// How far from where the reader began the object begins, in bytes.
    pub(crate) fn offset(self) -> u64 {
        u64::from(self.0 >> 8) * UNIT
    }

    /// Of the object that the cell of this number in `lane` stands for: where
    /// it begins, in units.
    fn first(lane: Lane, cell: u64) -> u32 {
        cell as u32 * CELL_UNITS + (lane.begin() / UNIT) as u32
    }

    pub(crate) fn cell(self) -> LiveCell {
        LiveCell::from_bits((self.0 & !OWNED) as u8)
    }

    /// Whether the maps hold the object's owner.
    pub(crate) fn is_owned(self) -> bool {
        self.0 & OWNED != 0 || self.cell().has_owner_in_maps()
    }
}

/// The heads of a stretch of the live map, in order. Its memory is used again
/// for the next one.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    /// Room that is kept longer than `count` by a line's cells, so that it
    /// need not grow at each head.
    room: Vec<Head>,
    count: usize,
}

impl Heads {
    pub(crate) fn as_slice(&self) -> &[Head] {
        &self.room[..self.count]
    }

    pub(crate) fn clear(&mut self) {
        self.count = 0;
    }

    /// Puts the heads in the order of their addresses, where those of one lane
    /// were added after those of the other.
    pub(crate) fn merge(&mut self) {
        // It knows runs that are in order, and merges them.
        self.room[..self.count].sort();
    }

    /// Adds the heads in `words` of `lane`; `first` is the number of the first
    /// cell, counted from where the reader began, and `after` what follows the
    /// last. Almost all of the map is 0, so lines are skipped whole.
    pub(crate) fn collect(
        &mut self,
        lane: Lane,
        words: &[AtomicU64],
        after: u64,
        first: u64,
    ) {
        let mut number = Head::first(lane, first);
        let mut line_end = 0;
        // Lines of a known length make a loop without a counter.
        let (lines, rest) = words.as_chunks::<LINE>();
        for line in lines {
            line_end += LINE;
            if !is_empty(line) {
                let next = words.get(line_end).map(|word| word.load(Relaxed));
                self.add_line(line, next.unwrap_or(after), number);
            }
            number += LINE as u32 * WORD_UNITS;
        }
        self.add_line(rest, after, number);
    }

    fn add_line(&mut self, line: &[AtomicU64], after: u64, mut first: u32) {
        let Some((word, rest)) = line.split_first() else { return };
        self.make_room();
        let mut word = word.load(Relaxed);
        for next in rest {
            let next = next.load(Relaxed);
            self.push(word, next, first);
            (word, first) = (next, first + WORD_UNITS);
        }
        self.push(word, after, first);
    }

    fn make_room(&mut self) {
        let needed = self.count + LINE * 8;
        if self.room.len() < needed {
            self.room.resize(needed * 2, Head(0));
        }
    }

    /// Adds the heads of one word; `after` is the next one.
    #[inline(always)]
    fn push(&mut self, word: u64, after: u64, first: u32) {
        let mut heads = heads_of(word);
        if heads == 0 {
            return;
        }
        let marked = heads | owned_heads_of(word, after);
        while heads != 0 {
            let byte = heads.trailing_zeros() / 8;
            let bits = u32::from((marked >> (byte * 8)) as u8);
            if let Some(head) = self.room.get_mut(self.count) {
                *head = Head((first + byte * CELL_UNITS) << 8 | bits);
                self.count += 1;
            }
            heads &= !(0xff << (byte * 8));
        }
    }
}

/// Whether there is anything in `words`: heads, or what belongs to them.
pub(crate) fn has_data(words: &[AtomicU64]) -> bool {
    let (lines, rest) = words.as_chunks::<LINE>();
    lines.iter().any(|line| !is_empty(line))
        || rest.iter().any(|word| word.load(Relaxed) != 0)
}

#[inline(always)]
fn is_empty(line: &[AtomicU64; LINE]) -> bool {
    line.iter().fold(0, |or, word| or | word.load(Relaxed)) == 0
}

/// The number of the last cell in `words` that is a head, and the head.
pub(crate) fn last(words: &[AtomicU64]) -> Option<(u64, LiveCell)> {
    let heads = |word: &AtomicU64| heads_of(word.load(Relaxed));
    let found = words.iter().rposition(|word| heads(word) != 0)?;
    let word = heads(words.get(found)?);
    let byte = 7 - (word.leading_zeros() / 8).min(7);
    let cell = LiveCell::from_bits((word >> (byte * 8)) as u8);
    Some((found as u64 * 8 + u64::from(byte), cell))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(bytes: &[u8]) -> Vec<AtomicU64> {
        let word = |bytes: &[u8]| {
            let mut padded = [0; 8];
            padded[..bytes.len()].copy_from_slice(bytes);
            AtomicU64::new(u64::from_le_bytes(padded))
        };
        bytes.chunks(8).map(word).collect()
    }

    fn sparse() -> impl Strategy<Value = Vec<u8>> {
        let cell = prop_oneof![9 => Just(0u8), 1 => any::<u8>()];
        proptest::collection::vec(cell, 0..600)
    }

    proptest! {
        #[test]
        fn finds_every_head_and_no_other(
            bytes in sparse(), first in 0u64..99, after in any::<u8>(),
            is_odd in any::<bool>(),
        ) {
            let lane = if is_odd { Lane::Odd } else { Lane::Even };
            let mut heads = Heads::default();
            let words = words(&bytes);
            heads.collect(lane, &words, after.into(), first);
            let found: Vec<(u64, u8, bool)> = heads
                .as_slice()
                .iter()
                .map(|head| {
                    let cell = head.cell();
                    let number = (head.offset() - lane.begin()) / CELL_SPAN;
                    (number, cell.bits(), head.is_owned())
                })
                .collect();
            let len = bytes.len().next_multiple_of(8);
            let mut all = bytes.clone();
            all.resize(len, 0);
            all.push(after);
            let expected: Vec<(u64, u8, bool)> = (first..)
                .zip(all.windows(2))
                .filter(|(_, of)| (1..128).contains(&of[0]))
                .map(|(number, of)| {
                    let in_map = (123..127).contains(&of[0]);
                    (number, of[0], of[1] >= 128 || in_map)
                })
                .collect();
            prop_assert_eq!(&found, &expected);
            let any = bytes.iter().any(|byte| *byte != 0);
            prop_assert_eq!(has_data(&words), any);
            let end = last(&words);
            let end = end.map(|(number, cell)| (number + first, cell.bits()));
            let expected = expected.last().map(|of| (of.0, of.1));
            prop_assert_eq!(end, expected);
        }

        #[test]
        fn both_lanes_merge_in_the_order_of_addresses(
            even in sparse(), odd in sparse(),
        ) {
            let mut heads = Heads::default();
            heads.collect(Lane::Even, &words(&even), 0, 0);
            heads.collect(Lane::Odd, &words(&odd), 0, 0);
            heads.merge();
            let found: Vec<_> =
                heads.as_slice().iter().map(|head| head.offset()).collect();
            let of = |lane: Lane, bytes: &[u8]| -> Vec<u64> {
                let begins = (lane.begin()..).step_by(CELL_SPAN as usize);
                let all = begins.zip(bytes);
                let heads = all.filter(|(_, byte)| (1..128).contains(*byte));
                heads.map(|(begin, _)| begin).collect()
            };
            let mut expected =
                [of(Lane::Even, &even), of(Lane::Odd, &odd)].concat();
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
