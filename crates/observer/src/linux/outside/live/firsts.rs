//! Counting objects by the word that they begin with.

use crate::linux::Span;

/// Pairs of a word and a size that are counted, twice over. A process that
/// has more of them has them by chance, or from malice.
const SLOTS: usize = 1 << 13;

/// Slots that are tried for a pair.
const TRIES: usize = 16;

/// Objects of one size that begin with the same word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct First {
    pub(crate) word: u64,
    /// Usable bytes of one.
    pub(crate) size: u64,
    /// How many there are.
    pub(crate) objects: u64,
}

/// Counts words that lead to what files hold: vtables do, and functions.
#[derive(Debug)]
pub(crate) struct FirstWords<'a> {
    constants: &'a [Span],
    /// None until the first word comes.
    slots: Vec<First>,
    /// Where the last word was counted: the next is often the same.
    last: usize,
    was_told: bool,
}

impl<'a> FirstWords<'a> {
    /// `constants` are sorted, and apart from each other.
    pub(crate) fn new(constants: &'a [Span]) -> FirstWords<'a> {
        let (slots, last, was_told) = (Vec::new(), 0, false);
        FirstWords { constants, slots, last, was_told }
    }

    /// An object of so many bytes begins with `word`. Pairs that find no slot
    /// are not counted; of those that have one, every object is.
    #[inline]
    pub(crate) fn add(&mut self, word: u64, size: u64) {
        self.was_told = true;
        if let Some(slot) = self.slots.get_mut(self.last)
            && (slot.word, slot.size) == (word, size)
        {
            slot.objects += 1;
        } else if leads_to(self.constants, word) {
            self.count(word, size);
        }
    }

    fn count(&mut self, word: u64, size: u64) {
        if self.slots.is_empty() {
            self.slots.resize(SLOTS, First::default());
        }
        let start = (word ^ size << 48).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let start = (start >> 40) as usize;
        for index in (start..start + TRIES).map(|index| index % SLOTS) {
            let slot = &mut self.slots[index];
            if slot.objects == 0 {
                *slot = First { word, size, objects: 0 };
            }
            if (slot.word, slot.size) == (word, size) {
                slot.objects += 1;
                self.last = index;
                return;
            }
        }
    }

    /// What was counted; none where the walker told no words.
    pub(crate) fn finish(self) -> Option<Vec<First>> {
        let counted = self.slots.into_iter().filter(|slot| slot.objects > 0);
        self.was_told.then(|| counted.collect())
    }
}

/// Whether `word` is an address in `constants`. A function may begin at any.
#[inline]
pub(crate) fn leads_to(constants: &[Span], word: u64) -> bool {
    let at = constants.partition_point(|span| span.end <= word);
    constants.get(at).is_some_and(|span| span.start <= word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONSTANTS: [Span; 2] = [0x1000..0x2000, 0x5000..0x6000];

    #[test]
    fn objects_are_counted_by_word_and_size() {
        let mut words = FirstWords::new(&CONSTANTS);
        for (word, size) in
            [(0x1010, 24), (0x1010, 24), (0x1010, 40), (0x5ff8, 24)]
        {
            words.add(word, size);
        }
        for elsewhere in [0, 7, 0xfff, 0x2000, 0x4ff8, 0x6000, u64::MAX] {
            words.add(elsewhere, 24);
        }
        let mut counted = words.finish().expect("words were told");
        counted.sort_by_key(|first| (first.word, first.size));
        let counted = counted.iter().map(|f| (f.word, f.size, f.objects));
        assert!(counted.eq([
            (0x1010, 24, 2),
            (0x1010, 40, 1),
            (0x5ff8, 24, 1)
        ]));
    }

    #[test]
    fn no_word_is_not_the_same_as_none_that_leads_somewhere() {
        assert_eq!(FirstWords::new(&CONSTANTS).finish(), None);
        let mut words = FirstWords::new(&CONSTANTS);
        words.add(0, 24);
        assert_eq!(words.finish(), Some(Vec::new()));
    }

    /// Whoever fills the table on purpose gets no figure that is wrong.
    #[test]
    fn what_is_counted_is_right_even_where_not_all_can_be() {
        let all = 0x1000..0x1000 + (1 << 20);
        let constants = [all.clone()];
        let mut words = FirstWords::new(&constants);
        for word in all.clone().step_by(8).chain(all.step_by(8)) {
            words.add(word, 24);
        }
        let counted = words.finish().expect("words were told");
        assert!(counted.len() > SLOTS / 2);
        assert!(counted.iter().all(|first| first.objects == 2));
    }
}
