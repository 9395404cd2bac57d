//! What rounds come to: a median, and how far apart they are.

use super::{BenchCase, BenchRound};

/// A median, and the quartiles below and above it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Estimate {
    pub(crate) low: f64,
    pub(crate) median: f64,
    pub(crate) high: f64,
}

impl Estimate {
    /// Of `values`, unless there are none.
    fn of(mut values: Vec<f64>) -> Option<Estimate> {
        values.sort_by(f64::total_cmp);
        let at = |quarter| quantile(&values, quarter);
        Some(Estimate { low: at(1)?, median: at(2)?, high: at(3)? })
    }

    /// Half of the distance between the quartiles.
    pub(crate) fn spread(self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

/// The value that `quarter` quarters of sorted `values` are below, between
/// two of them in proportion.
fn quantile(values: &[f64], quarter: usize) -> Option<f64> {
    let place = values.len().checked_sub(1)? * quarter;
    let (index, rest) = (place / 4, (place % 4) as f64 / 4.0);
    let next = values.get(index + 1).unwrap_or(&values[index]);
    Some(values[index] + (next - values[index]) * rest)
}

/// What a step took in each round of a case; `None` where it failed. Without
/// a name all steps together.
pub(crate) fn times(case: &BenchCase, step: Option<&str>) -> Times {
    let of = |round: &BenchRound| {
        let BenchRound::Steps(steps) = round else { return None };
        let is_meant = |name: &str| step.is_none_or(|step| step == name);
        let meant = steps.iter().filter(|of| is_meant(&of.name));
        let mut meant = meant.map(|of| of.ns).peekable();
        meant.peek()?;
        Some(meant.fold(0, u64::saturating_add))
    };
    Times(case.rounds.iter().map(of).collect())
}

/// A time for each round.
pub(crate) struct Times(Vec<Option<u64>>);

impl Times {
    /// The median time, in nanoseconds.
    pub(crate) fn median(&self) -> Option<u64> {
        let mut known: Vec<u64> = self.0.iter().flatten().copied().collect();
        known.sort_unstable();
        known.get(known.len().checked_sub(1)? / 2).copied()
    }

    /// By `base`, round by round: a machine that grows slower is slower for
    /// both.
    pub(crate) fn by(&self, base: &Times) -> Option<Estimate> {
        let pairs = self.0.iter().zip(&base.0);
        let known = pairs.filter_map(|(time, base)| Some(((*time)?, (*base)?)));
        let known = known.filter(|&(_, base)| base > 0);
        Estimate::of(known.map(|(of, base)| of as f64 / base as f64).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::BenchStep;
    use super::*;

    fn case(of: &[Option<[u64; 2]>]) -> BenchCase {
        let step = |name: &str, ns| BenchStep { name: name.into(), ns };
        let round = |round: &Option<[u64; 2]>| match *round {
            Some([fill, drain]) => BenchRound::Steps(vec![
                step("filled", fill),
                step("drained", drain),
            ]),
            None => BenchRound::Failed("killed".into()),
        };
        BenchCase {
            rounds: of.iter().map(round).collect(),
            ..BenchCase::default()
        }
    }

    /// The machine is ten times slower in the last round, and the ratio is
    /// what it was.
    #[test]
    fn a_ratio_is_of_the_same_round() {
        let base = case(&[Some([10, 1]), Some([11, 1]), Some([100, 10])]);
        let other = case(&[Some([20, 2]), Some([22, 2]), Some([200, 20])]);
        let of = |case, step| times(case, step);
        let ratio = of(&other, None).by(&of(&base, None)).unwrap();
        assert_eq!((ratio.median, ratio.spread()), (2.0, 0.0));
        assert_eq!(of(&base, Some("filled")).median(), Some(11));
        assert_eq!(of(&base, Some("shrunk")).median(), None);
    }

    #[test]
    fn a_round_that_failed_on_one_side_is_no_pair() {
        let base = case(&[Some([10, 0]), None, Some([10, 0])]);
        let other = case(&[Some([30, 5]), Some([99, 5]), None]);
        let of = |case, step| times(case, step);
        let ratio = of(&other, Some("filled")).by(&of(&base, Some("filled")));
        assert_eq!(ratio.unwrap().median, 3.0);
        let ratio = of(&other, Some("drained")).by(&of(&base, Some("drained")));
        assert_eq!(ratio, None, "nothing is a multiple of no time");
    }
}
