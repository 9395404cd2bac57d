//! A few of many, each as likely as the others.

/// Items that are kept at most.
const MOST: usize = 64;

/// A sample of items that come one at a time, nobody knows how many: one of
/// every so many is kept, at random, so that what alternates in memory is not
/// taken for all the same. That of the same items is the same sample.
#[derive(Clone, Debug)]
pub(crate) struct StridedSample<T> {
    kept: Vec<T>,
    /// One of so many is kept.
    stride: u64,
    /// The number of the item that is kept next.
    next: u64,
    random: u32,
}

impl<T> Default for StridedSample<T> {
    fn default() -> Self {
        let random = 0x2545_F491;
        StridedSample { kept: Vec::new(), stride: 1, next: 0, random }
    }
}

impl<T: Copy> StridedSample<T> {
    /// Offers the item of this number; they count from 0 without a gap.
    #[inline]
    pub(crate) fn offer(&mut self, number: u64, item: T) {
        if number == self.next {
            self.take(number, item);
        }
    }

    fn take(&mut self, number: u64, item: T) {
        if self.kept.len() == MOST {
            self.thin();
            let start = self.stride * (MOST / 2) as u64;
            self.next = start + self.random(self.stride);
            if self.next > number {
                return;
            }
        }
        self.kept.push(item);
        let start = self.stride * self.kept.len() as u64;
        self.next = start + self.random(self.stride);
    }

    /// Of every two items one stays.
    fn thin(&mut self) {
        for pair in 0..MOST / 2 {
            let one = pair * 2 + self.random(2) as usize;
            self.kept[pair] = self.kept[one];
        }
        self.kept.truncate(MOST / 2);
        self.stride *= 2;
    }

    /// Marsaglia's xorshift.
    fn random(&mut self, below: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 17;
        self.random ^= self.random << 5;
        u64::from(self.random) % below
    }

    /// How many are kept.
    pub(crate) fn len(&self) -> usize {
        self.kept.len()
    }

    /// So many of those that are kept, evenly spread.
    pub(crate) fn few(&self, most: usize) -> impl Iterator<Item = T> + '_ {
        let len = self.kept.len();
        let few = most.min(len);
        (0..few).map(move |index| self.kept[index * len / few])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(count: u64) -> StridedSample<u64> {
        let mut sample = StridedSample::default();
        (0..count).for_each(|number| sample.offer(number, number));
        sample
    }

    #[test]
    fn few_items_are_all_kept() {
        let few: Vec<u64> = sample(50).few(MOST).collect();
        assert_eq!(few, (0..50).collect::<Vec<_>>());
    }

    #[test]
    fn of_many_some_from_all_over_are_kept() {
        for count in [65, 1000, 4097, 100_000] {
            let sample = sample(count);
            assert!((MOST / 2 - 1..=MOST).contains(&sample.len()), "{count}");
            let kept: Vec<u64> = sample.few(MOST).collect();
            assert!(kept.is_sorted_by(|one, next| one < next));
            assert!(kept[0] < count / 8 && kept.last() > Some(&(count / 2)));
        }
    }

    /// Every second item is of another kind: both kinds are in the sample.
    #[test]
    fn what_alternates_is_not_taken_for_all_the_same() {
        for period in [2, 4, 64] {
            let sample = sample(1 << 16);
            let first = sample.few(MOST).filter(|n| n % period < period / 2);
            let first = first.count() * 100 / sample.len();
            assert!((25..=75).contains(&first), "{period}: {first} %");
        }
    }

    #[test]
    fn fewer_than_are_kept_are_spread_over_them() {
        let few: Vec<u64> = sample(64).few(4).collect();
        assert_eq!(few, [0, 16, 32, 48]);
    }
}
