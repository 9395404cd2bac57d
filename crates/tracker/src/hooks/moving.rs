//! An object between the two halves of a reallocation.

use crate::mapped::Cells;
use residue_segment::{LiveCell, OwnerCell, OwnerId};

/// What the map said of an object before it was reallocated. It goes to
/// [`Hooks::moved`](crate::Hooks::moved) or
/// [`Hooks::not_moved`](crate::Hooks::not_moved): until then the map shows no
/// object.
#[derive(Clone, Copy, Debug)]
#[must_use = "the object is not on the map until it has moved, or not"]
pub struct Moving {
    head: LiveCell,
    owner: OwnerCell,
}

impl Moving {
    /// Of an object that is not in the map.
    pub(super) const UNMAPPED: Moving =
        Moving { head: LiveCell::EMPTY, owner: OwnerCell::from_bits(0) };

    pub(super) fn read(cells: Cells) -> Moving {
        Moving { head: cells.head(), owner: cells.owner_cell() }
    }

    /// Who owned the object.
    pub(super) fn owner(self) -> OwnerId {
        if self.head.is_tagged() { self.owner.owner() } else { OwnerId::NONE }
    }
}
