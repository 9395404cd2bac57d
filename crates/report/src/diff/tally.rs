//! What is gathered while figures are compared.

use residue_compare::Judge;

use super::{Change, Metric, Summary, Verdict};

/// What judges figures one after another, and what they come to.
#[derive(Debug, Default)]
pub(super) struct ChangeCounter {
    pub(super) judge: Judge,
    pub(super) summary: Summary,
    /// Where the changes of one phase are gathered, so that those that are
    /// kept take no more memory than they need.
    pub(super) changes: Vec<Change>,
}

impl ChangeCounter {
    /// Counts a figure that both sides have.
    pub(super) fn count(&mut self, metric: Metric, verdict: Verdict) {
        let counts = match metric.is_memory() {
            true => &mut self.summary.memory,
            false => &mut self.summary.times,
        };
        counts[verdict as usize] += 1;
    }
}
