//! One figure of both sides, held against each other.

use crate::Verdict;
use crate::statistic::{Estimate, Intervals, SortedFigures, difference};
use crate::verdict::verdict;

/// Compares figures one after another, in the same memory.
#[derive(Debug, Default)]
pub struct Judge {
    old: SortedFigures,
    new: SortedFigures,
    intervals: Intervals,
}

/// What a figure of both sides comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The old side's figure, where it is known.
    pub old: Option<Estimate>,
    /// The new side's figure, where it is known.
    pub new: Option<Estimate>,
    /// New less old, where both are known.
    pub difference: Option<i64>,
    /// Between what bounds the difference lies, by the repetitions; `None`
    /// where no side has more than one.
    pub interval: Option<(i64, i64)>,
    /// A difference up to here, either way, is noise.
    pub floor: u64,
    /// What it comes to.
    pub verdict: Verdict,
}

/// What a floor is worked out from, of both sides together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// The largest of the figure itself.
    pub figure: u64,
    /// The widest range within one side.
    pub spread: u64,
}

impl Extent {
    /// `room`, but no more than twice what repetitions show to be needed: few
    /// of them seldom show all of it.
    pub fn as_shown(self, room: u64) -> u64 {
        room.min(self.spread.saturating_mul(2))
    }
}

impl Judge {
    /// Compares the figures of the repetitions of both sides; `None` if
    /// neither side knows any. The floor is asked for only if they differ.
    pub fn judge(
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
        judgement.verdict = verdict(
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
