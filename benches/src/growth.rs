//! How a cost grows with a size: the exponent of the power that fits, or why
//! none is claimed.

use std::fmt::{self, Display};

/// Exponents that differ by more than this cannot tell linear from not.
const WIDEST: f64 = 0.3;
/// A median that is off the fitted line by more than this factor shows that
/// no one power fits.
const BEND: f64 = 1.6;
/// Sizes that are needed to see whether the line bends.
const FEWEST: usize = 3;
const DRAWS: usize = 400;

/// What was measured at one size.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The size, in whatever unit; above 0.
    pub size: u64,
    /// One cost a sample, in nanoseconds.
    pub samples: Vec<f64>,
}

impl Point {
    /// The median cost; `None` without a sample.
    pub fn median(&self) -> Option<f64> {
        let mut sorted = self.samples.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    }
}

/// How cost grows with size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Growth {
    /// As this power of the size, within `low` and `high` in nine of ten
    /// draws from the samples.
    Power {
        /// By the medians.
        exponent: f64,
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// It cannot be told.
    Unclear(Unclear),
}

/// Why no growth is claimed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unclear {
    /// Fewer sizes than a line can be checked with.
    FewSizes {
        /// How many there are.
        sizes: usize,
    },
    /// A sample took no time that the clock can see.
    NoTime,
    /// The samples allow too many powers.
    Noise {
        /// The least.
        low: f64,
        /// The largest.
        high: f64,
    },
    /// No one power fits all sizes: a fixed part dominates the small ones, or
    /// a cache ends in between.
    Bend {
        /// The power from the last size but one to the last.
        last: f64,
    },
}

impl Growth {
    /// The growth over all `points`, in order of their size.
    pub fn of(points: &[Point]) -> Growth {
        match fit(points) {
            Ok((exponent, low, high)) => Growth::Power { exponent, low, high },
            Err(unclear) => Growth::Unclear(unclear),
        }
    }
}

fn fit(points: &[Point]) -> Result<(f64, f64, f64), Unclear> {
    let sizes = points.iter().filter(|at| !at.samples.is_empty()).count();
    if sizes < FEWEST || sizes < points.len() {
        return Err(Unclear::FewSizes { sizes });
    }
    if points.iter().flat_map(|at| &at.samples).any(|&cost| cost <= 0.0) {
        return Err(Unclear::NoTime);
    }
    let medians = points.iter().filter_map(Point::median);
    let line = Line::through(points, medians.map(f64::ln).collect());
    let (low, high) = interval(points);
    if high - low > WIDEST {
        return Err(Unclear::Noise { low, high });
    }
    if line.worst() > BEND.ln() {
        return Err(Unclear::Bend { last: line.last_step() });
    }
    Ok((line.slope, low, high))
}

/// The exponents between which nine of ten draws of one sample a size lie.
fn interval(points: &[Point]) -> (f64, f64) {
    let mut state = 1_u64;
    let mut draw = |below: usize| {
        // The multiplier of Knuth's MMIX; its high bits are good enough.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut slopes: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let picked = points.iter().map(|at| {
                // A median of three: single samples are hit by interrupts.
                let mut of =
                    [0; 3].map(|_| at.samples[draw(at.samples.len())].ln());
                of.sort_unstable_by(f64::total_cmp);
                of[1]
            });
            Line::through(points, picked.collect()).slope
        })
        .collect();
    slopes.sort_unstable_by(f64::total_cmp);
    (slopes[DRAWS / 20], slopes[DRAWS - 1 - DRAWS / 20])
}

/// The least-squares line through logarithms.
struct Line {
    at: Vec<f64>,
    costs: Vec<f64>,
    slope: f64,
    start: f64,
}

impl Line {
    fn through(points: &[Point], costs: Vec<f64>) -> Line {
        let at: Vec<f64> =
            points.iter().map(|point| (point.size as f64).ln()).collect();
        let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
        let (middle, cost) = (mean(&at), mean(&costs));
        let pairs = at.iter().zip(&costs);
        let rise: f64 = pairs.map(|(x, y)| (x - middle) * (y - cost)).sum();
        let run: f64 = at.iter().map(|x| (x - middle).powi(2)).sum();
        let slope = rise / run;
        Line { at, costs, slope, start: cost - slope * middle }
    }

    /// How far the farthest point is off.
    fn worst(&self) -> f64 {
        let pairs = self.at.iter().zip(&self.costs);
        let off = pairs.map(|(x, y)| (y - self.start - self.slope * x).abs());
        off.fold(0.0, f64::max)
    }

    fn last_step(&self) -> f64 {
        let end = self.at.len() - 1;
        let rise = self.costs[end] - self.costs[end - 1];
        rise / (self.at[end] - self.at[end - 1])
    }
}

impl Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Growth::Power { exponent, low, high } => {
                write!(f, "n^{exponent:.2} ({low:.2} to {high:.2})")
            }
            Growth::Unclear(why) => write!(f, "no claim: {why}"),
        }
    }
}

impl Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unclear::FewSizes { sizes } => {
                write!(f, "too few sizes, {sizes} of {FEWEST}")
            }
            Unclear::NoTime => write!(f, "too short for the clock"),
            Unclear::Noise { low, high } => {
                write!(f, "noise allows n^{low:.2} to n^{high:.2}")
            }
            Unclear::Bend { last } => {
                write!(f, "no one power fits; n^{last:.2} at the end")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Costs of `cost` at each size, each sample off by up to `noise` of it.
    fn points(cost: impl Fn(f64) -> f64, noise: f64) -> Vec<Point> {
        let sizes = [1_000, 10_000, 100_000, 1_000_000];
        let point = |&size: &u64| Point {
            size,
            samples: (0..20)
                .map(|at| f64::from(at * 7 % 20) / 10.0 - 1.0)
                .map(|off| cost(size as f64) * (1.0 + noise * off))
                .collect(),
        };
        sizes.iter().map(point).collect()
    }

    fn power(points: &[Point]) -> f64 {
        match Growth::of(points) {
            Growth::Power { exponent, low, high } => {
                assert!(low <= exponent && exponent <= high);
                exponent
            }
            Growth::Unclear(why) => panic!("{why}"),
        }
    }

    #[test]
    fn powers_are_told_apart() {
        for exponent in [0.0, 0.5, 1.0, 2.0] {
            let found = power(&points(|n| 50.0 * n.powf(exponent), 0.1));
            assert!((found - exponent).abs() < 0.05, "{exponent}: {found}");
        }
    }

    #[test]
    fn a_factor_of_the_logarithm_is_near_linear() {
        let found = power(&points(|n| n * n.ln(), 0.05));
        assert!((1.0..1.2).contains(&found), "{found}");
    }

    #[test]
    fn nothing_is_claimed_where_noise_dominates() {
        let growth = Growth::of(&points(|n| n, 0.97));
        assert!(
            matches!(growth, Growth::Unclear(Unclear::Noise { .. })),
            "{growth}"
        );
    }

    #[test]
    fn a_fixed_part_is_not_taken_for_slow_growth() {
        let growth = Growth::of(&points(|n| 1e6 + 10.0 * n, 0.02));
        let Growth::Unclear(Unclear::Bend { last }) = growth else {
            panic!("{growth}");
        };
        assert!((0.6..1.0).contains(&last), "{last}");
    }

    #[test]
    fn two_sizes_make_no_claim() {
        let two = &points(|n| n, 0.0)[..2];
        let unclear = Unclear::FewSizes { sizes: 2 };
        assert_eq!(Growth::of(two), Growth::Unclear(unclear));
    }

    #[test]
    fn a_size_without_samples_makes_no_claim() {
        let mut points = points(|n| n, 0.0);
        points[0].samples.clear();
        let unclear = Unclear::FewSizes { sizes: 3 };
        assert_eq!(Growth::of(&points), Growth::Unclear(unclear));
    }

    #[test]
    fn costs_below_the_clock_make_no_claim() {
        let growth = Growth::of(&points(|_| 0.0, 0.0));
        assert_eq!(growth, Growth::Unclear(Unclear::NoTime));
    }
}
