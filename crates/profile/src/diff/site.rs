//! One site of a comparison.

use residue_present::counted;

use super::side::UNNAMED;
use super::{Change, ChangeKind, Diff, Presence};
use crate::model::{Figure, Frame, Profile};
use crate::view::{Asker, Grouping, label};

/// One call stack of both sides, or of one.
#[derive(Clone, Debug)]
pub struct SiteDiff {
    /// Which sides have it.
    pub presence: Presence,
    /// Its figures, in the order of [`Diff::figures`].
    pub changes: Vec<Change>,
    /// How many points of the old and of the new side it is.
    pub points: (usize, usize),
    /// Who asked: sites that are one on both sides have one number.
    pub(super) site: u32,
    /// A point that has the stack: of the new side, if that has it.
    pub(super) point: u32,
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
        let profile = self.profile(diff);
        profile.stack(&profile.points()[self.point as usize])
    }

    /// The side that its frames are of.
    pub(crate) fn profile<'a>(&self, diff: &Diff<'a>) -> &'a Profile {
        match self.presence {
            Presence::OnlyOld => diff.old,
            _ => diff.new,
        }
    }

    /// Whether it is all that functions without names asked for.
    pub fn is_unnamed(&self) -> bool {
        self.site == UNNAMED
    }

    /// The functions that a limit on a site can name: of what is grouped
    /// those who asked alone, and none of what has no name.
    pub(super) fn functions<'a>(
        &self,
        diff: &Diff<'a>,
    ) -> impl Iterator<Item = &'a str> + use<'a> {
        let stack: Vec<_> = self.frames(diff).collect();
        let kept = match diff.grouping {
            _ if self.is_unnamed() => 0..0,
            Grouping::Stack => 0..stack.len(),
            _ => {
                let asker = Asker::within(&stack).at;
                asker..asker + 1
            }
        };
        let kept = stack[kept].to_vec();
        kept.into_iter().map(|frame: &'a Frame| frame.function())
    }

    /// The function that asked, and where it is; or the group's name.
    pub fn label(&self, diff: &Diff<'_>) -> String {
        if self.is_unnamed() {
            let most = self.points.0.max(self.points.1);
            let sites = counted(most as u64, "call site");
            return format!("({sites} without names)");
        }
        if diff.grouping != Grouping::Stack {
            let profile = self.profile(diff);
            let point = &profile.points()[self.point as usize];
            return diff.grouping.name_of(profile, point);
        }
        let stack: Vec<_> = self.frames(diff).collect();
        let frame = stack.get(Asker::within(&stack).at).copied();
        frame.map(label).unwrap_or_default()
    }
}
