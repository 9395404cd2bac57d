//! One figure of both sides, held against each other.

use super::noise::{self, Extent};
use super::statistic::{Intervals, Sample, difference};
use super::{Change, Estimate, Summary, Verdict};

/// Compares figures one after another, in the same room, and counts what they
/// come to.
#[derive(Debug, Default)]
pub(super) struct Judge {
    old: Sample,
    new: Sample,
    intervals: Intervals,
    pub(super) summary: Summary,
    /// Where the changes of one phase are gathered, so that those that are
    /// kept take no more room than they need.
    pub(super) changes: Vec<Change>,
}

/// What a figure of both sides comes to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judgement {
    pub(super) old: Option<Estimate>,
    pub(super) new: Option<Estimate>,
    pub(super) difference: Option<i64>,
    pub(super) interval: Option<(i64, i64)>,
    pub(super) floor: u64,
    pub(super) verdict: Verdict,
}

impl Judge {
    /// Compares the figures of the repetitions of both sides; `None` if
    /// neither side knows any. The floor is asked for only if they differ.
    pub(super) fn judge(
        &mut self,
        old: impl Iterator<Item = u64>,
        new: impl Iterator<Item = u64>,
        floor: impl FnOnce(Extent) -> u64,
    ) -> Option<Judgement> {
        self.old.fill(old);
        self.new.fill(new);
        let sides = (self.old.estimate(), self.new.estimate());
        let (Some(old), Some(new)) = sides else {
            return one_sided(sides);
        };
        let mut judgement = Judgement {
            old: Some(old),
            new: Some(new),
            difference: Some(difference(old.value, new.value)),
            interval: None,
            floor: 0,
            verdict: Verdict::Same,
        };
        if (old.value, old.least, old.most) == (new.value, new.least, new.most)
        {
            return Some(judgement);
        }
        let extent = Extent {
            figure: old.most.max(new.most),
            spread: (old.most - old.least).max(new.most - new.least),
        };
        judgement.floor = floor(extent);
        judgement.interval = self.intervals.between(&self.old, &self.new);
        judgement.verdict = noise::verdict(
            difference(old.value, new.value),
            judgement.floor,
            judgement.interval,
        );
        Some(judgement)
    }
}

/// What only one side knows can neither be the same nor change.
fn one_sided(
    (old, new): (Option<Estimate>, Option<Estimate>),
) -> Option<Judgement> {
    (old.is_some() || new.is_some()).then_some(Judgement {
        old,
        new,
        difference: None,
        interval: None,
        floor: 0,
        verdict: Verdict::CannotBeCompared,
    })
}
