//! The comparison.

use std::cmp::Reverse;

use super::across::refused;
use super::alarms::{alarms, untold};
use super::change::ChangeKind;
use super::key::Keys;
use super::pair::{Pair, pairs};
use super::side::{Keyed, Stack};
use super::{
    Across, Alarm, Change, Limits, NotComparable, Presence, Severity, SiteDiff,
    Verdict,
};
use crate::model::{Figure, Figures, Meta, Point, Profile};

use crate::view::Grouping;

/// What the user decides about a comparison.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What may differ between the sides.
    pub across: Vec<Across>,
    /// What a change may not exceed.
    pub limits: Limits,
    /// By what points are put together.
    pub grouping: Grouping,
}

/// Two profiles held against each other. All differences of the sites add up
/// to the difference of the whole, figure by figure.
#[derive(Debug)]
pub struct Diff<'a> {
    pub(crate) old: &'a Profile,
    pub(crate) new: &'a Profile,
    /// The figures that both sides know.
    pub figures: Vec<Figure>,
    /// The figures that one side alone knows, which are not compared.
    pub unknown: Vec<Figure>,
    /// Up to what average life blocks are short-lived, on both sides: what
    /// the old side's profiler says. `None` where the sides do not count time
    /// alike.
    pub threshold: Option<u64>,
    /// By what points are put together.
    pub grouping: Grouping,
    /// The whole of both sides, by figure.
    pub whole: Vec<Change>,
    /// Every call stack of either side.
    pub sites: Vec<SiteDiff>,
    /// The limits that are broken, the gravest first.
    pub alarms: Vec<Alarm>,
    /// Limits on sites that cannot be told to hold: no site of their pattern
    /// was found, and there are sites that have no names.
    pub untold: Vec<String>,
    /// What holds, in words.
    pub method: String,
}

impl<'a> Diff<'a> {
    /// Compares `new` with `old`. Refuses what means different things on the
    /// two sides.
    pub fn of(
        old: &'a Profile,
        new: &'a Profile,
        options: &Options,
    ) -> Result<Diff<'a>, NotComparable> {
        let differences = refused(old, new, &options.across);
        if !differences.is_empty() {
            return Err(NotComparable(differences));
        }
        let threshold = threshold(old, new);
        let (figures, unknown) = Figure::ALL
            .into_iter()
            .filter(|&figure| old.knows(figure) || new.knows(figure))
            .partition(|&figure| {
                let is_brief = matches!(
                    figure,
                    Figure::ShortLived | Figure::ShortLivedBlocks
                );
                let knows = old.knows(figure) && new.knows(figure);
                knows && (!is_brief || threshold.is_some())
            });
        let mut diff = Diff {
            old,
            new,
            figures,
            unknown,
            threshold,
            grouping: options.grouping,
            whole: Vec::new(),
            sites: Vec::new(),
            alarms: Vec::new(),
            untold: Vec::new(),
            method: options.limits.method(),
        };
        let [old, new] = [old, new].map(|side| diff.sum(side));
        diff.whole = diff.changes(Presence::Both, &old, &new);
        diff.sites = diff.paired(options.grouping);
        diff.alarms = alarms(&options.limits, &diff);
        diff.untold = untold(&options.limits, &diff);
        Ok(diff)
    }

    /// The old side.
    pub fn old(&self) -> &'a Profile {
        self.old
    }

    /// The new side.
    pub fn new_side(&self) -> &'a Profile {
        self.new
    }

    /// What it comes to.
    pub fn verdict(&self) -> Verdict {
        if self.fails() {
            return Verdict::Regressed;
        }
        let is_changed = self.sites.iter().any(SiteDiff::is_changed);
        // What has no name may have moved without any sum telling it.
        match (is_changed, self.unnamed()) {
            (true, _) => Verdict::WithinLimits,
            (false, Some(_)) if self.old != self.new => Verdict::CannotTell,
            (false, _) => Verdict::Same,
        }
    }

    /// What is asked for by functions without names, in which the stacks of
    /// the two sides cannot be told from each other.
    pub fn unnamed(&self) -> Option<&SiteDiff> {
        self.sites.iter().find(|site| site.is_unnamed())
    }

    /// Whether a limit is broken that fails the comparison.
    pub fn fails(&self) -> bool {
        self.alarms.iter().any(|alarm| alarm.severity == Severity::Hard)
    }

    /// The whole by `figure`, if both sides know it.
    pub fn change(&self, figure: Figure) -> Option<&Change> {
        self.whole.iter().find(|change| change.figure == figure)
    }

    /// The sites whose `figure` changed, the largest growth first and the
    /// largest fall last.
    pub fn changed(&self, figure: Figure) -> Vec<&SiteDiff> {
        let mut sites: Vec<_> = self
            .sites
            .iter()
            .filter(|site| site.kind(figure) != ChangeKind::Same)
            .collect();
        sites.sort_by_key(|site| Reverse(site.difference(figure)));
        sites
    }

    pub(crate) fn new_meta(&self) -> &'a Meta {
        self.new.meta()
    }

    /// The figures of one point, by the common threshold.
    fn figures_of(&self, profile: &Profile, point: &Point) -> Figures {
        Figures::within(profile, point, self.threshold)
    }

    fn sum(&self, profile: &Profile) -> Figures {
        let mut sum = Figures::nothing(profile);
        for point in profile.points() {
            sum.add(&self.figures_of(profile, point));
        }
        sum
    }

    fn changes(
        &self,
        presence: Presence,
        old: &Figures,
        new: &Figures,
    ) -> Vec<Change> {
        let change = |&figure: &Figure| {
            let value = |of: &Figures| of.get(figure).unwrap_or(0);
            let (old, new) = (value(old), value(new));
            let kind = ChangeKind::of(presence, old, new);
            Change { figure, old, new, kind }
        };
        self.figures.iter().map(change).collect()
    }

    /// Every stack of either side, those that are taken for the same as one.
    fn paired(&self, grouping: Grouping) -> Vec<SiteDiff> {
        let mut keys = Keys::default();
        let mut keyed = |profile| Keyed::of(profile, grouping, &mut keys);
        let (new_keys, old_keys) = (keyed(self.new), keyed(self.old));
        let new = new_keys.stacks(self.new, self.threshold);
        let old = old_keys.stacks(self.old, self.threshold);
        let sum = |profile, side: &[Stack<'_>], of: &[usize]| {
            let mut sum = Figures::nothing(profile);
            of.iter().for_each(|&at| sum.add(&side[at].figures));
            sum
        };
        let site = |pair: Pair| {
            let (presence, first) = match (pair.old.first(), pair.new.first()) {
                (Some(_), Some(&at)) => (Presence::Both, &new[at]),
                (None, Some(&at)) => (Presence::OnlyNew, &new[at]),
                (at, None) => (Presence::OnlyOld, &old[*at?]),
            };
            let before = sum(self.old, &old, &pair.old);
            let after = sum(self.new, &new, &pair.new);
            let points = |side: &[Stack<'_>], of: &[usize]| {
                of.iter().map(|&at| side[at].points).sum()
            };
            Some(SiteDiff {
                presence,
                changes: self.changes(presence, &before, &after),
                points: (points(&old, &pair.old), points(&new, &pair.new)),
                site: first.site,
                point: first.point,
            })
        };
        pairs(&old, &new).into_iter().filter_map(site).collect()
    }
}

/// Up to what average life blocks are short-lived on both sides.
fn threshold(old: &Profile, new: &Profile) -> Option<u64> {
    let is_alike = old.meta().time_unit == new.meta().time_unit;
    old.short_lived_up_to()
        .filter(|_| is_alike && new.short_lived_up_to().is_some())
}
