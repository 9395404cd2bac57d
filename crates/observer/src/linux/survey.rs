//! Reading one tile's excesses from the survey.

use super::segment::{Extents, Maps};
use residue_segment::survey::{ESCAPE, ESCAPED_WORDS};
use std::sync::atomic::AtomicU16;
use std::sync::atomic::Ordering::Relaxed;

/// The excesses of a tile's objects, in address order.
#[derive(Debug)]
pub(crate) struct Excesses<'a> {
    words: &'a [AtomicU16],
}

impl Excesses<'_> {
    /// The excesses of tile `number`, if the survey of this `stamp` saw
    /// exactly as many `objects` in it as the live map shows.
    pub(crate) fn of<'a>(
        maps: &'a Maps,
        extents: &Extents,
        number: u64,
        stamp: u64,
        objects: usize,
    ) -> Option<Excesses<'a>> {
        if stamp == 0 {
            return None;
        }
        let tile = maps.tile(extents, number)?;
        let current = tile.stamp.load(Relaxed) == stamp as u32;
        let same = tile.objects.load(Relaxed) as usize == objects;
        if !(current && same) {
            return None;
        }
        let words = maps.stream(tile.start.load(Relaxed))?;
        // A corrupt start near the end has no room for one word an object.
        (words.len() >= objects).then_some(Excesses { words })
    }

    /// The next object's excess; 0 past the end.
    #[inline]
    pub(crate) fn take(&mut self) -> u64 {
        let Some((word, rest)) = self.words.split_first() else { return 0 };
        self.words = rest;
        match word.load(Relaxed) {
            ESCAPE => self.take_escaped(),
            excess => u64::from(excess),
        }
    }

    #[cold]
    fn take_escaped(&mut self) -> u64 {
        const LEN: usize = ESCAPED_WORDS as usize - 1;
        let Some((words, rest)) = self.words.split_at_checked(LEN) else {
            return 0;
        };
        self.words = rest;
        words
            .iter()
            .rev()
            .fold(0, |sum, word| sum << 16 | u64::from(word.load(Relaxed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(words: &[u16]) -> Vec<AtomicU16> {
        words.iter().copied().map(AtomicU16::new).collect()
    }

    #[test]
    fn an_escaped_excess_takes_five_words() {
        let words = stream(&[7, ESCAPE, 0x4444, 0x3333, 0x2222, 0x1111, 9]);
        let mut excesses = Excesses { words: &words };
        assert_eq!(excesses.take(), 7);
        assert_eq!(excesses.take(), 0x1111_2222_3333_4444);
        assert_eq!(excesses.take(), 9);
    }

    #[test]
    fn a_cut_stream_has_no_excess() {
        let words = stream(&[ESCAPE, 1, 2]);
        assert_eq!(Excesses { words: &words }.take(), 0);
        assert_eq!(Excesses { words: &[] }.take(), 0);
    }
}
