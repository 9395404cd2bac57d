//! Reading one tile's excesses from the survey.

use super::segment::{Extents, Maps};
use residue_segment::survey::{ESCAPE, ESCAPED_WORDS};
use std::sync::atomic::Ordering::Relaxed;

/// Words that an escaped excess takes beside its first.
const ESCAPED: usize = ESCAPED_WORDS as usize - 1;

/// What the survey of this `stamp` says of the excesses of tile `number`, if
/// it saw exactly as many `objects` in it as the live map shows.
pub(crate) fn words(
    maps: &Maps,
    extents: &Extents,
    number: u64,
    stamp: u64,
    objects: usize,
) -> Option<Vec<u16>> {
    if stamp == 0 {
        return None;
    }
    let tile = maps.tile(extents, number)?;
    let current = tile.stamp.load(Relaxed) == stamp as u32;
    let same = tile.objects.load(Relaxed) as usize == objects;
    if !(current && same) {
        return None;
    }
    let start = tile.start.load(Relaxed);
    whole(objects, |at, count| maps.stream(start, at, count))
}

/// The words of so many objects; `read` returns as many as it is asked for,
/// from a number on.
fn whole(
    objects: usize,
    mut read: impl FnMut(usize, usize) -> Option<Vec<u16>>,
) -> Option<Vec<u16>> {
    let mut words = read(0, objects)?;
    if !words.contains(&ESCAPE) {
        return Some(words);
    }
    // Those that are escaped take more.
    let (mut at, mut left) = (0, objects);
    while left > 0 {
        if at >= words.len() {
            let missing = at - words.len() + left;
            words.extend(read(words.len(), missing)?);
        }
        at += if words[at] == ESCAPE { 1 + ESCAPED } else { 1 };
        left -= 1;
    }
    let missing = at.saturating_sub(words.len());
    words.extend(read(words.len(), missing)?);
    Some(words)
}

/// The excesses of a tile's objects, in address order.
#[derive(Debug)]
pub(crate) struct Excesses<'a> {
    words: &'a [u16],
}

impl Excesses<'_> {
    /// Those that these words of the survey say.
    pub(crate) fn of(words: &[u16]) -> Excesses<'_> {
        Excesses { words }
    }

    /// The next object's excess; 0 past the end.
    #[inline]
    pub(crate) fn take(&mut self) -> u64 {
        let Some((&word, rest)) = self.words.split_first() else { return 0 };
        self.words = rest;
        match word {
            ESCAPE => self.take_escaped(),
            excess => u64::from(excess),
        }
    }

    #[cold]
    fn take_escaped(&mut self) -> u64 {
        let Some((words, rest)) = self.words.split_at_checked(ESCAPED) else {
            return 0;
        };
        self.words = rest;
        words.iter().rev().fold(0, |sum, &word| sum << 16 | u64::from(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escaped_excess_takes_five_words() {
        let words = [7, ESCAPE, 0x4444, 0x3333, 0x2222, 0x1111, 9];
        let mut excesses = Excesses::of(&words);
        assert_eq!(excesses.take(), 7);
        assert_eq!(excesses.take(), 0x1111_2222_3333_4444);
        assert_eq!(excesses.take(), 9);
    }

    #[test]
    fn a_cut_stream_has_no_excess() {
        assert_eq!(Excesses::of(&[ESCAPE, 1, 2]).take(), 0);
        assert_eq!(Excesses::of(&[]).take(), 0);
    }

    /// Parts of an excess may look like an escape.
    #[test]
    fn so_many_words_are_read_as_the_objects_take() {
        const E: u16 = ESCAPE;
        let stream = [7, E, E, 1, 1, E, 9, E, 2, 2, 2, 2, 5, 6];
        let read = |at: usize, count: usize| {
            Some(stream.get(at..at + count)?.to_vec())
        };
        for (objects, len) in [(1, 1), (2, 6), (3, 7), (4, 12), (5, 13)] {
            assert_eq!(whole(objects, read).unwrap(), stream[..len]);
        }
        assert_eq!(whole(7, read), None, "there are not so many");
    }
}
