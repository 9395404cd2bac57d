//! A subject held against the bare allocator.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// One measurement of both, in turns within milliseconds, so that a machine
/// that grows slower is slower for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// How often each did the operation.
    pub iterations: u64,
    /// Nanoseconds that the subject took for all of them.
    pub subject_ns: u64,
    /// Nanoseconds that the bare allocator took.
    pub bare_ns: u64,
}

/// All measurements of a subject in a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rounds(pub Vec<Round>);

/// A median, and the quartiles below and above it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// A quarter of the rounds is below.
    pub low: f64,
    /// Half of the rounds is below.
    pub median: f64,
    /// A quarter of the rounds is above.
    pub high: f64,
}

/// How often subject and bare allocator take turns in a round.
const TURNS: u64 = 4;

impl Rounds {
    /// Takes a round of `iterations` in turns, whose order alternates, and
    /// tells how long the subject took.
    pub fn take(
        &mut self,
        iterations: u64,
        subject: &mut dyn FnMut(u64) -> Duration,
        bare: &mut dyn FnMut(u64) -> Duration,
    ) -> Duration {
        let (mut of_subject, mut of_bare) = (Duration::ZERO, Duration::ZERO);
        let first = self.0.len() as u64;
        for turn in 0..TURNS {
            let share =
                iterations / TURNS + u64::from(turn < iterations % TURNS);
            if share == 0 {
                continue;
            }
            if (first + turn).is_multiple_of(2) {
                of_subject += subject(share);
                of_bare += bare(share);
            } else {
                of_bare += bare(share);
                of_subject += subject(share);
            }
        }
        self.0.push(Round {
            iterations,
            subject_ns: of_subject.as_nanos() as u64,
            bare_ns: of_bare.as_nanos() as u64,
        });
        of_subject
    }

    /// The last `count` rounds: those before are warm-up.
    pub fn last(mut self, count: usize) -> Rounds {
        let warm = self.0.len().saturating_sub(count);
        self.0.drain(..warm);
        self
    }

    /// Nanoseconds an iteration of the subject.
    pub fn time(&self) -> Option<Estimate> {
        self.estimate(|round| round.subject_ns as f64 / round.iterations as f64)
    }

    /// The subject's time by the bare allocator's.
    pub fn ratio(&self) -> Option<Estimate> {
        self.estimate(|round| round.subject_ns as f64 / round.bare_ns as f64)
    }

    /// Nanoseconds an iteration that the subject took more; below 0 where
    /// noise is larger.
    pub fn added(&self) -> Option<Estimate> {
        self.estimate(|round| {
            let more = round.subject_ns as f64 - round.bare_ns as f64;
            more / round.iterations as f64
        })
    }

    /// `None` where there is no round that says anything.
    fn estimate(&self, of: impl Fn(&Round) -> f64) -> Option<Estimate> {
        let mut values: Vec<f64> =
            self.0.iter().map(of).filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        let at = |quarter| quantile(&values, quarter);
        Some(Estimate { low: at(1)?, median: at(2)?, high: at(3)? })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rounds(of: &[(u64, u64)]) -> Rounds {
        let round = |&(subject_ns, bare_ns)| Round {
            iterations: 10,
            subject_ns,
            bare_ns,
        };
        Rounds(of.iter().map(round).collect())
    }

    #[test]
    fn figures_are_medians_of_rounds_not_ratios_of_medians() {
        let rounds = rounds(&[(300, 100), (100, 100), (200, 10)]);
        assert_eq!(rounds.ratio().unwrap().median, 3.0);
        assert_eq!(rounds.added().unwrap().median, 19.0);
        assert_eq!(rounds.time().unwrap().median, 20.0);
    }

    #[test]
    fn quartiles_lie_between_values_in_proportion() {
        let rounds = rounds(&[(40, 10), (20, 10), (10, 10), (30, 10)]);
        let ratio = rounds.ratio().unwrap();
        assert_eq!((ratio.low, ratio.median, ratio.high), (1.75, 2.5, 3.25));
    }

    #[test]
    fn what_was_not_measured_has_no_figure() {
        assert_eq!(Rounds::default().ratio(), None);
        assert_eq!(rounds(&[(0, 0)]).ratio(), None);
    }

    #[test]
    fn a_round_takes_turns_and_shares_all_iterations_out() {
        for iterations in [1, 3, 4, 1001] {
            let mut rounds = Rounds::default();
            let (mut subject, mut bare) = (0, 0);
            let took = rounds.take(
                iterations,
                &mut |count| {
                    subject += count;
                    Duration::from_nanos(2 * count)
                },
                &mut |count| {
                    bare += count;
                    Duration::from_nanos(count)
                },
            );
            assert_eq!((subject, bare), (iterations, iterations));
            assert_eq!(took.as_nanos() as u64, 2 * iterations);
            assert_eq!(rounds.ratio().unwrap().median, 2.0);
        }
    }

    #[test]
    fn warm_up_is_left_out() {
        let all = rounds(&[(1, 9), (2, 9), (3, 9)]);
        assert_eq!(all.clone().last(2), rounds(&[(2, 9), (3, 9)]));
        assert_eq!(all.clone().last(9), all);
    }
}
