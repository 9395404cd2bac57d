//! Memory of an arena in one piece.

use super::chain::ChainBounds;
use super::state::Arena;
use crate::Span;

/// Memory that an arena got in one piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// The number of the arena.
    pub(super) arena: usize,
    /// All of it.
    pub(super) span: Span,
    /// Where the first chunk begins; what is before is the allocator's.
    pub(super) first: u64,
}

impl Stretch {
    pub(super) fn bounds(&self, arena: &Arena, page: u64) -> ChainBounds {
        ChainBounds {
            span: self.first..self.span.end,
            top: arena.top,
            is_main: arena.is_main(),
            page,
        }
    }

    pub(super) fn len(&self) -> u64 {
        self.span.end - self.span.start
    }
}
