//! An object between the two halves of a reallocation.

use crate::mapped::Cells;
use residue_segment::{OwnerCell, OwnerId};

/// What the map said of an object before it was reallocated. It goes to
/// [`Hooks::moved`](crate::Hooks::moved) or
/// [`Hooks::not_moved`](crate::Hooks::not_moved): until then the map shows no
/// object.
#[derive(Clone, Copy, Debug)]
#[must_use = "the object is not on the map until it has moved, or not"]
pub struct Moving {
    owner: OwnerId,
}

impl Moving {
    /// Of an object that nobody owns, or that is not in the map.
    pub(crate) const UNOWNED: Moving = Moving { owner: OwnerId::NONE };

    pub(super) fn read(cells: Cells) -> Moving {
        let owner = cells.owner(cells.head());
        Moving { owner: owner.map_or(OwnerId::NONE, OwnerCell::owner) }
    }

    /// Whether somebody owned the object.
    #[inline(always)]
    pub(super) fn is_owned(self) -> bool {
        self.owner != OwnerId::NONE
    }

    /// Who owns the object once it has moved in the scope of `current`: it
    /// keeps its owner, and one that had none takes that.
    #[inline(always)]
    pub(super) fn owner_within(self, current: OwnerId) -> OwnerId {
        if self.is_owned() { self.owner } else { current }
    }

    /// Who owned the object.
    pub(super) fn owner(self) -> OwnerId {
        self.owner
    }
}
