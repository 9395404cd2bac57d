//! How many elements there are, hour by hour.

use crate::random;

pub(super) const HOURS_A_DAY: u64 = 24;

/// Days of a trace.
pub(super) const DAYS: u64 = 5;

/// The hour of the day at which there is least, or could be.
pub(super) const LOWEST: u64 = 4;

/// The hour of the day at which there is most, or could be.
pub(super) const HIGHEST: u64 = 16;

/// A course of sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trace {
    /// A wave by the hour of the day, from a twentieth of the peak at night to
    /// the peak in the afternoon, with an eighth of noise.
    Wave,
    /// Bursts: each hour the peak divided by a rank from 1 to 32, drawn by
    /// Zipf's law, so that most hours are small and few are the peak.
    Zipf,
}

/// Half a wave from the lowest to the highest hour, in parts of a thousand:
/// `(1 - cos(pi * i / 12)) / 2` from 50 to 1000.
const WAVE: [u64; 13] =
    [50, 66, 114, 189, 288, 402, 525, 648, 763, 861, 936, 984, 1000];

/// Ranks from which a burst is drawn.
const RANKS: u64 = 32;

impl Trace {
    /// How many elements there are at the end of `hour`, of `peak` at most.
    pub(super) fn size(self, peak: u64, seed: u64, hour: u64) -> u64 {
        let drawn = random::draw(random::key(seed, hour), 11);
        let size = match self {
            Self::Wave => {
                let from_lowest = (hour + HOURS_A_DAY - LOWEST) % HOURS_A_DAY;
                let place = from_lowest.min(HOURS_A_DAY - from_lowest);
                let level = WAVE[place as usize];
                // Down by up to an eighth.
                let noise = 1_000 - drawn % 125;
                u128::from(peak) * u128::from(level * noise) / 1_000_000
            }
            Self::Zipf => u128::from(peak) / u128::from(rank(drawn)),
        };
        u64::try_from(size).unwrap_or(peak).max(1)
    }
}

/// A rank from 1 to [`RANKS`], each as often as one of Zipf's law: in
/// proportion to the inverse of the rank.
fn rank(drawn: u64) -> u64 {
    const SCALE: u64 = 1 << 20;
    let weights = (1..=RANKS).map(|rank| SCALE / rank);
    let mut left = drawn % weights.clone().sum::<u64>();
    // The larger ranks mean less: the first rank of the law is the least size.
    let mut ranks = (1..=RANKS).rev().zip(weights);
    let found = ranks.find(|&(_, weight)| {
        let is_here = left < weight;
        left = left.saturating_sub(weight);
        is_here
    });
    found.map_or(RANKS, |(rank, _)| rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(trace: Trace) -> Vec<u64> {
        let hours = 0..DAYS * HOURS_A_DAY;
        hours.map(|hour| trace.size(100_000, 1, hour)).collect()
    }

    #[test]
    fn a_wave_is_high_by_day_and_low_by_night() {
        let sizes = sizes(Trace::Wave);
        let at = |hour: u64| (0..DAYS).map(move |day| day * 24 + hour);
        assert!(at(HIGHEST).all(|hour| sizes[hour as usize] > 87_000));
        assert!(at(LOWEST).all(|hour| sizes[hour as usize] <= 5_000));
    }

    #[test]
    fn bursts_are_few_and_reach_far_above_the_rest() {
        let sizes = sizes(Trace::Zipf);
        let most = sizes.iter().filter(|&&size| size < 10_000).count();
        assert!(most > sizes.len() / 2, "{sizes:?}");
        assert!(sizes.iter().any(|&size| size >= 50_000), "{sizes:?}");
    }
}
