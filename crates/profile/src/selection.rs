//! What is shown.

use crate::model::Figure;
use crate::view::Grouping;

/// What of a profile, or of a comparison, is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// What sites are ordered by.
    pub order: Figure,
    /// By what sites are put together; a comparison is grouped when it is
    /// made.
    pub grouping: Grouping,
    /// How many sites are shown, of a comparison of each kind of change; all
    /// others stand in one row.
    pub limit: usize,
}

impl From<Figure> for Selection {
    fn from(order: Figure) -> Selection {
        Selection { order, ..Selection::default() }
    }
}

impl Default for Selection {
    fn default() -> Selection {
        Selection {
            order: Figure::Total,
            grouping: Grouping::default(),
            limit: 20,
        }
    }
}
