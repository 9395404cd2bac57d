//! What became of one figure.

use residue_compare::Presence;
use serde::Serialize;

use crate::model::Figure;

/// What became of one figure of a call stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Both sides have the stack, and the new side more.
    Grown,
    /// Only the new side has the stack.
    New,
    /// Both sides have the stack, and the new side less.
    Shrunk,
    /// Only the old side has the stack.
    Gone,
    /// Not a byte of difference.
    Same,
}

impl ChangeKind {
    /// All kinds, the worse first.
    pub const ALL: [ChangeKind; 5] = [
        ChangeKind::Grown,
        ChangeKind::New,
        ChangeKind::Shrunk,
        ChangeKind::Gone,
        ChangeKind::Same,
    ];

    /// The kind's name.
    pub fn name(self) -> &'static str {
        match self {
            ChangeKind::Grown => "grown",
            ChangeKind::New => "new",
            ChangeKind::Shrunk => "shrunk",
            ChangeKind::Gone => "gone",
            ChangeKind::Same => "same",
        }
    }

    pub(super) fn of(presence: Presence, old: u64, new: u64) -> ChangeKind {
        match (presence, old.cmp(&new)) {
            (_, std::cmp::Ordering::Equal) => ChangeKind::Same,
            (Presence::OnlyNew, _) => ChangeKind::New,
            (Presence::OnlyOld, _) => ChangeKind::Gone,
            (Presence::Both, std::cmp::Ordering::Less) => ChangeKind::Grown,
            (Presence::Both, _) => ChangeKind::Shrunk,
        }
    }
}

/// One figure of both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Which figure.
    pub figure: Figure,
    /// What it was; 0 where the old side has no such stack.
    pub old: u64,
    /// What it is; 0 where the new side has no such stack.
    pub new: u64,
    /// What it comes to.
    pub kind: ChangeKind,
}

impl Change {
    /// New less old.
    pub fn difference(&self) -> i128 {
        i128::from(self.new) - i128::from(self.old)
    }
}

/// What a comparison comes to.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Not a byte of difference in any figure of any stack.
    Same,
    /// No sum differs, but functions have no names, so that it cannot be told
    /// whether one asks for more and another for less.
    CannotTell,
    /// Differences, and none beyond a limit.
    WithinLimits,
    /// A figure grew beyond a limit.
    Regressed,
}

impl Verdict {
    /// All verdicts, the gravest last.
    pub const ALL: [Verdict; 4] = [
        Verdict::Same,
        Verdict::CannotTell,
        Verdict::WithinLimits,
        Verdict::Regressed,
    ];

    /// The verdict's name in stored comparisons.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::CannotTell => "cannot_tell",
            Verdict::WithinLimits => "within_limits",
            Verdict::Regressed => "regressed",
        }
    }
}
