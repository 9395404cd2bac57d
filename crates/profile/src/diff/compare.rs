//! The comparison.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::across::refused;
use super::alarms::alarms;
use super::change::ChangeKind;
use super::key::{Keys, stack_key};
use super::{
    Across, Alarm, Change, Limits, NotComparable, Presence, Severity, Verdict,
};
use crate::model::{Figure, Figures, Frame, Meta, Point, Profile};
use crate::view::{Asker, label};

/// What the user decides about a comparison.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What may differ between the sides.
    pub across: Vec<Across>,
    /// What a change may not exceed.
    pub limits: Limits,
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
    /// The whole of both sides, by figure.
    pub whole: Vec<Change>,
    /// Every call stack of either side.
    pub sites: Vec<SiteDiff>,
    /// The limits that are broken, the gravest first.
    pub alarms: Vec<Alarm>,
    /// What holds, in words.
    pub method: String,
}

/// One call stack of both sides, or of one.
#[derive(Clone, Debug)]
pub struct SiteDiff {
    /// Which sides have it.
    pub presence: Presence,
    /// Its figures, in the order of [`Diff::figures`].
    pub changes: Vec<Change>,
    /// A point that has the stack: of the new side, if that has it.
    point: u32,
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
            whole: Vec::new(),
            sites: Vec::new(),
            alarms: Vec::new(),
            method: options.limits.method(),
        };
        let [old, new] = [old, new].map(|side| diff.sum(side));
        diff.whole = diff.changes(Presence::Both, &old, &new);
        diff.sites = diff.paired();
        diff.alarms = alarms(&options.limits, &diff);
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
        let changed = |site: &SiteDiff| site.is_changed();
        match self.fails() {
            true => Verdict::Regressed,
            false if self.sites.iter().any(changed) => Verdict::WithinLimits,
            false => Verdict::Same,
        }
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

    /// Every stack of either side, in the order of the new side, and behind
    /// it what only the old side has.
    fn paired(&self) -> Vec<SiteDiff> {
        let mut keys = Keys::default();
        let mut sites: Vec<(Presence, u32, Figures, Figures)> = Vec::new();
        let mut known: HashMap<Box<[u32]>, usize> = HashMap::new();
        let nothing = Figures::nothing;
        for (is_new, profile) in [(true, self.new), (false, self.old)] {
            let of = keys.of(profile);
            for (at, point) in profile.points().iter().enumerate() {
                let key = stack_key(profile.frame_indices(point), &of);
                let site = match known.entry(key) {
                    Entry::Occupied(at) => &mut sites[*at.get()],
                    Entry::Vacant(place) => {
                        let presence = match is_new {
                            true => Presence::OnlyNew,
                            false => Presence::OnlyOld,
                        };
                        let none = (nothing(self.old), nothing(self.new));
                        place.insert(sites.len());
                        sites.push((presence, at as u32, none.0, none.1));
                        let last = sites.len() - 1;
                        &mut sites[last]
                    }
                };
                let figures = self.figures_of(profile, point);
                match is_new {
                    true => site.3.add(&figures),
                    false => {
                        site.2.add(&figures);
                        if site.0 == Presence::OnlyNew {
                            site.0 = Presence::Both;
                        }
                    }
                }
            }
        }
        sites
            .into_iter()
            .map(|(presence, point, old, new)| SiteDiff {
                presence,
                point,
                changes: self.changes(presence, &old, &new),
            })
            .collect()
    }
}

/// Up to what average life blocks are short-lived on both sides.
fn threshold(old: &Profile, new: &Profile) -> Option<u64> {
    let is_alike = old.meta().time_unit == new.meta().time_unit;
    old.short_lived_up_to()
        .filter(|_| is_alike && new.short_lived_up_to().is_some())
}

impl SiteDiff {
    /// What became of `figure`.
    pub fn kind(&self, figure: Figure) -> ChangeKind {
        self.change(figure).map_or(ChangeKind::Same, |change| change.kind)
    }

    /// One of its figures.
    pub fn change(&self, figure: Figure) -> Option<&Change> {
        self.changes.iter().find(|change| change.figure == figure)
    }

    /// New less old.
    pub fn difference(&self, figure: Figure) -> i128 {
        self.change(figure).map_or(0, Change::difference)
    }

    /// Whether any figure changed.
    pub fn is_changed(&self) -> bool {
        self.changes.iter().any(|change| change.kind != ChangeKind::Same)
    }

    /// Its frames, the innermost first.
    pub fn frames<'a>(
        &self,
        diff: &Diff<'a>,
    ) -> impl DoubleEndedIterator<Item = &'a Frame> + ExactSizeIterator + use<'a>
    {
        let profile = match self.presence {
            Presence::OnlyOld => diff.old,
            _ => diff.new,
        };
        profile.stack(&profile.points()[self.point as usize])
    }

    /// The function that asked, and where it is.
    pub fn label(&self, diff: &Diff<'_>) -> String {
        let stack: Vec<_> = self.frames(diff).collect();
        let frame = stack.get(Asker::within(&stack).at).copied();
        frame.map(label).unwrap_or_default()
    }
}
