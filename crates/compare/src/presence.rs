//! Which of two sides have something.

use serde::Serialize;

/// Which sides have something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Both.
    #[default]
    Both,
    /// Only the old one.
    OnlyOld,
    /// Only the new one.
    OnlyNew,
}

/// What at least one of two sides has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides<T> {
    /// The old side's and the new side's.
    Both(T, T),
    /// The old side's, of which the new one has none.
    OnlyOld(T),
    /// The new side's, of which the old one has none.
    OnlyNew(T),
}

impl<T> Sides<T> {
    /// What the sides have; `None` if neither has anything.
    pub fn of(old: Option<T>, new: Option<T>) -> Option<Sides<T>> {
        match (old, new) {
            (Some(old), Some(new)) => Some(Sides::Both(old, new)),
            (Some(old), None) => Some(Sides::OnlyOld(old)),
            (None, Some(new)) => Some(Sides::OnlyNew(new)),
            (None, None) => None,
        }
    }

    /// Which sides have it.
    pub fn presence(&self) -> Presence {
        match self {
            Sides::Both(..) => Presence::Both,
            Sides::OnlyOld(_) => Presence::OnlyOld,
            Sides::OnlyNew(_) => Presence::OnlyNew,
        }
    }

    /// The old side's.
    pub fn old(self) -> Option<T> {
        match self {
            Sides::Both(old, _) | Sides::OnlyOld(old) => Some(old),
            Sides::OnlyNew(_) => None,
        }
    }

    /// The new side's.
    pub fn new_side(self) -> Option<T> {
        match self {
            Sides::Both(_, new) | Sides::OnlyNew(new) => Some(new),
            Sides::OnlyOld(_) => None,
        }
    }

    /// The new side's, or else the old side's.
    pub fn newest(self) -> T {
        match self {
            Sides::Both(_, of) | Sides::OnlyNew(of) | Sides::OnlyOld(of) => of,
        }
    }

    /// The same sides, each by `map`.
    pub fn map<U>(self, mut map: impl FnMut(T) -> U) -> Sides<U> {
        match self {
            Sides::Both(old, new) => Sides::Both(map(old), map(new)),
            Sides::OnlyOld(old) => Sides::OnlyOld(map(old)),
            Sides::OnlyNew(new) => Sides::OnlyNew(map(new)),
        }
    }
}
