//! Finding the heads in a stretch of the live map.

use residue_segment::LiveCell;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

/// Words looked at together: one cache line.
const LINE: usize = 8;

/// A head: the number of its cell, counted from where the reader began, in
/// the high 24 bits, and what the cell holds in the low 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head(u32);

impl Head {
    /// Cells that heads can tell apart.
    pub(crate) const CELLS_MAX: u64 = 1 << 24;

    pub(crate) fn cell_number(self) -> u64 {
        u64::from(self.0 >> 8)
    }

    pub(crate) fn cell(self) -> LiveCell {
        LiveCell::from_bits(self.0 as u8)
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

    /// Adds the heads in `words`; `first` is the number of the first cell.
    /// Almost all of the map is 0, so lines are skipped whole.
    pub(crate) fn collect(&mut self, words: &[AtomicU64], first: u64) {
        let mut number = first as u32;
        // Lines of a known length make a loop without a counter.
        let (lines, rest) = words.as_chunks::<LINE>();
        for line in lines {
            if !is_empty(line) {
                self.add_line(line, number);
            }
            number += (LINE * 8) as u32;
        }
        self.add_line(rest, number);
    }

    fn add_line(&mut self, line: &[AtomicU64], first: u32) {
        self.make_room();
        for (word, at) in line.iter().zip((first..).step_by(8)) {
            self.push(word.load(Relaxed), at);
        }
    }

    fn make_room(&mut self) {
        let needed = self.count + LINE * 8;
        if self.room.len() < needed {
            self.room.resize(needed * 2, Head(0));
        }
    }

    /// Adds the heads of one word.
    #[inline(always)]
    fn push(&mut self, mut word: u64, first: u32) {
        while word != 0 {
            let byte = word.trailing_zeros() / 8;
            let bits = u32::from((word >> (byte * 8)) as u8);
            if let Some(head) = self.room.get_mut(self.count) {
                *head = Head((first + byte) << 8 | bits);
                self.count += 1;
            }
            word &= !(0xff << (byte * 8));
        }
    }
}

/// Whether there is a head in `words`.
pub(crate) fn has_head(words: &[AtomicU64]) -> bool {
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
    let found = words.iter().rposition(|word| word.load(Relaxed) != 0)?;
    let word = words.get(found)?.load(Relaxed);
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
        fn finds_every_head_and_no_other(bytes in sparse(), first in 0u64..99) {
            let mut heads = Heads::default();
            heads.collect(&words(&bytes), first);
            let found: Vec<(u64, u8)> = heads
                .as_slice()
                .iter()
                .map(|head| (head.cell_number(), head.cell().bits()))
                .collect();
            let expected: Vec<(u64, u8)> = (first..)
                .zip(bytes.iter().copied())
                .filter(|&(_, bits)| bits != 0)
                .collect();
            prop_assert_eq!(&found, &expected);
            prop_assert_eq!(has_head(&words(&bytes)), !expected.is_empty());
            let end = last(&words(&bytes));
            let end = end.map(|(number, cell)| (number + first, cell.bits()));
            prop_assert_eq!(end, expected.last().copied());
        }
    }
}
