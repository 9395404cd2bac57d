//! What tests come down.

use residue_scenarios::Ladder;

/// The usual ladders, and the one with all rungs.
pub(crate) const LADDERS: [Ladder; 3] =
    [Ladder::Shrink, Ladder::Rebuild, Ladder::Whole];
