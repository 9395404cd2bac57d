//! All compared figures of one phase, in little room.

use super::Metric;
use crate::run::Phase;

/// Stands for an unknown figure: no process has as much of anything.
const UNKNOWN: u64 = u64::MAX;

/// One figure for each [`Metric`], each known or not. It is small because a
/// comparison may hold hundreds of thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures([u64; Metric::ALL.len()]);

impl Figures {
    /// The figures of `phase`.
    pub fn of(phase: &Phase) -> Figures {
        Figures(Metric::ALL.map(|metric| metric.of(phase).unwrap_or(UNKNOWN)))
    }

    /// The figure of `metric`, where it is known.
    pub fn get(&self, metric: Metric) -> Option<u64> {
        Some(self.0[metric.index()]).filter(|&figure| figure != UNKNOWN)
    }

    /// States the figure of `metric`, or that it is unknown.
    pub fn set(&mut self, metric: Metric, figure: Option<u64>) {
        self.0[metric.index()] = figure.unwrap_or(UNKNOWN);
    }
}

impl Default for Figures {
    fn default() -> Figures {
        Figures([UNKNOWN; Metric::ALL.len()])
    }
}
