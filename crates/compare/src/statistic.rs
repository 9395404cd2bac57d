//! What repetitions say of a figure: a statistic, and an interval for the
//! difference of two.
//!
//! The statistic is the lower median: a figure that was in fact measured.
//! Memory noise mostly adds, which speaks for the minimum; but an allocator
//! that gives back by a timer takes away as well, so that the minimum of a
//! few repetitions says only whether the timer ever fired.
//!
//! The interval is that of the rank test (Mann and Whitney): the differences
//! of each new repetition from each old one, without the outermost of them on
//! both ends. Under one and the same program it misses 0 no more often than
//! stated, whatever the noise looks like; a bootstrap of three or five
//! repetitions gives no such promise. It needs no random numbers, and it is
//! mirrored when the sides change places.

use std::collections::HashMap;

use serde::Serialize;

/// One side's figure over all its repetitions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Estimate {
    /// The statistic that is compared.
    pub value: u64,
    /// The least of the repetitions.
    pub least: u64,
    /// The largest of the repetitions.
    pub most: u64,
    /// How many repetitions know the figure.
    pub of: u64,
}

/// How often, at most, the interval may miss the true difference, if there
/// are enough repetitions to tell.
const MISSES: f64 = 0.01;

/// Repetitions on each side from which the interval misses the true difference
/// in at most 1 of 100 figures: 5 and 5 can be drawn in 252 orders, of which 2 are the extreme ones. Fewer are too few to
/// stand alone against noise.
pub const ENOUGH: usize = 5;

/// More repetitions than this on both sides are counted by the normal law,
/// which is by then as good as the exact one.
const EXACT: usize = 25;

/// The figures of one side, in order of size.
#[derive(Debug, Default)]
pub(crate) struct SortedFigures(Vec<u64>);

impl SortedFigures {
    /// Takes the place of whatever it held.
    pub(crate) fn fill(&mut self, figures: impl Iterator<Item = u64>) {
        self.0.clear();
        self.0.extend(figures);
        // Most samples are a single figure.
        if self.0.len() > 1 {
            self.0.sort_unstable();
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// What the sample comes to, unless it is empty.
    pub(crate) fn estimate(&self) -> Option<Estimate> {
        let (&least, &most) = (self.0.first()?, self.0.last()?);
        let value = self.0[(self.0.len() - 1) / 2];
        Some(Estimate { value, least, most, of: self.0.len() as u64 })
    }
}

/// `new` less `old`, as near as fits; mirrored when they change places.
pub(crate) fn difference(old: u64, new: u64) -> i64 {
    let size = i64::try_from(old.abs_diff(new)).unwrap_or(i64::MAX);
    if new < old { -size } else { size }
}

/// Intervals for samples of many sizes.
#[derive(Debug, Default)]
pub(crate) struct Intervals {
    /// How many differences are left out at each end, by the sizes.
    trims: HashMap<(usize, usize), u64>,
}

impl Intervals {
    /// Between what bounds the difference of two samples lies; `None` if
    /// neither has more than one figure, or one has none.
    pub(crate) fn between(
        &mut self,
        old: &SortedFigures,
        new: &SortedFigures,
    ) -> Option<(i64, i64)> {
        let (few, many) = (old.len().min(new.len()), old.len().max(new.len()));
        if few == 0 || many < 2 {
            return None;
        }
        let trim =
            *self.trims.entry((few, many)).or_insert_with(|| trim(few, many));
        let low = nth_difference(&old.0, &new.0, trim);
        let high = nth_difference(&new.0, &old.0, trim);
        Some((low, -high))
    }
}

/// The difference that `rank` others are below, of all pairs' differences.
fn nth_difference(old: &[u64], new: &[u64], rank: u64) -> i64 {
    let (mut low, mut high) = (
        difference(old[old.len() - 1], new[0]),
        difference(old[0], new[new.len() - 1]),
    );
    if rank == 0 {
        return low;
    }
    while low < high {
        let middle = i64::midpoint(low, high - 1);
        if count_up_to(old, new, middle) > rank {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// How many pairs differ by at most `bound`.
fn count_up_to(old: &[u64], new: &[u64], bound: i64) -> u64 {
    let mut count = 0;
    let mut reached = 0;
    // As the old figure grows, more of the new ones are within its reach.
    for &old in old {
        while reached < new.len() && difference(old, new[reached]) <= bound {
            reached += 1;
        }
        count += reached as u64;
    }
    count
}

/// How many of the smallest differences, and of the largest, can be left out
/// without missing more often than [`MISSES`].
fn trim(few: usize, many: usize) -> u64 {
    if few > EXACT {
        let (n, m) = (few as f64, many as f64);
        let spread = (n * m * (n + m + 1.0) / 12.0).sqrt();
        return (n * m / 2.0 - 2.576 * spread - 0.5).max(0.0) as u64;
    }
    let orders = orders(few, many);
    let all: f64 = orders.iter().sum();
    let mut below = 0.0;
    let enough = orders.iter().take_while(|&&count| {
        below += count;
        2.0 * below <= MISSES * all
    });
    (enough.count() as u64).saturating_sub(1)
}

/// In how many orders of two samples there are 0, 1, 2... pairs in which the
/// one is below the other: the Gaussian binomial coefficients.
fn orders(few: usize, many: usize) -> Vec<f64> {
    let mut counts = vec![0.0; few * many + 1];
    counts[0] = 1.0;
    for step in 1..=few {
        // Times (1 - x^(many + step)), by (1 - x^step).
        for at in (many + step..counts.len()).rev() {
            counts[at] -= counts[at - many - step];
        }
        for at in step..counts.len() {
            counts[at] += counts[at - step];
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(figures: &[u64]) -> SortedFigures {
        let mut sample = SortedFigures::default();
        sample.fill(figures.iter().copied());
        sample
    }

    fn interval(old: &[u64], new: &[u64]) -> Option<(i64, i64)> {
        Intervals::default().between(&sample(old), &sample(new))
    }

    #[test]
    fn the_statistic_is_a_figure_that_was_measured() {
        let of = |figures| sample(figures).estimate().unwrap().value;
        assert_eq!(of(&[7]), 7);
        assert_eq!(of(&[9, 1]), 1);
        assert_eq!(of(&[9, 1, 5]), 5);
        assert_eq!(sample(&[]).estimate(), None);
    }

    #[test]
    fn orders_are_those_of_the_rank_test() {
        assert_eq!(orders(2, 2), [1.0, 1.0, 2.0, 1.0, 1.0]);
        assert_eq!(orders(5, 5).iter().sum::<f64>(), 252.0);
        assert_eq!(orders(3, 5)[..4], [1.0, 1.0, 2.0, 3.0]);
    }

    #[test]
    fn leaves_out_as_many_as_the_tables_of_the_rank_test_say() {
        // The critical values of U for 1 %, two-sided.
        for (few, many, critical) in
            [(5, 6, 1), (6, 6, 2), (7, 7, 4), (8, 8, 7), (10, 10, 16)]
        {
            assert_eq!(trim(few, many), critical, "{few}, {many}");
        }
        assert_eq!(trim(3, 3), 0);
        assert_eq!(trim(ENOUGH, ENOUGH), 0);
    }

    #[test]
    fn the_normal_law_agrees_with_the_exact_one_where_they_meet() {
        let exact = trim(EXACT, EXACT);
        let normal = {
            let n = EXACT as f64;
            n * n / 2.0 - 2.576 * (n * n * (2.0 * n + 1.0) / 12.0).sqrt()
        };
        assert!((exact as f64 - normal).abs() < 4.0, "{exact} {normal}");
    }

    #[test]
    fn one_figure_a_side_has_no_interval() {
        assert_eq!(interval(&[1], &[2]), None);
        assert_eq!(interval(&[], &[2, 3]), None);
        assert_eq!(interval(&[1], &[2, 5]), Some((1, 4)));
    }

    #[test]
    fn few_repetitions_give_the_whole_range_of_differences() {
        assert_eq!(interval(&[1, 2, 3], &[10, 11, 20]), Some((7, 19)));
    }

    #[test]
    fn many_repetitions_shrug_off_an_outlier() {
        let old: Vec<u64> = (100..110).collect();
        let mut new: Vec<u64> = (200..210).collect();
        new[9] = 0;
        let (low, high) = interval(&old, &new).unwrap();
        assert!(low > 80 && high < 120, "{low} {high}");
    }

    #[test]
    fn the_interval_is_mirrored_and_as_long_counting_says() {
        let old = [3, 1, 4, 1, 5, 9, 2, 6];
        let new = [2, 7, 1, 8, 2, 8, 1, 8];
        let (low, high) = interval(&old, &new).unwrap();
        assert_eq!(interval(&new, &old), Some((-high, -low)));
        let mut all: Vec<i64> = Vec::new();
        for old in old {
            all.extend(new.iter().map(|&new| difference(old, new)));
        }
        all.sort_unstable();
        let trim = trim(8, 8) as usize;
        assert_eq!(low, all[trim]);
        assert_eq!(high, all[all.len() - 1 - trim]);
    }

    #[test]
    fn the_extremes_do_not_overflow() {
        assert_eq!(difference(u64::MAX, 0), -i64::MAX);
        let ends = [0, 0, 0, 0, 0, 0, u64::MAX, u64::MAX];
        assert_eq!(interval(&ends, &ends), Some((-i64::MAX, i64::MAX)));
    }
}
