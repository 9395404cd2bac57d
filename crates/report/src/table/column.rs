//! The columns of a table of changes: a finite vocabulary that all formats
//! loop over.

/// A column of a table of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// Which figure changed.
    Figure,
    /// What it was.
    Old,
    /// What it is.
    New,
    /// New less old.
    Difference,
    /// The difference as a share of what it was.
    Share,
    /// What difference would mean nothing.
    Noise,
    /// What it comes to.
    Verdict,
}

impl Column {
    /// All columns, from left to right.
    pub(crate) const ALL: [Column; 7] = [
        Column::Figure,
        Column::Old,
        Column::New,
        Column::Difference,
        Column::Share,
        Column::Noise,
        Column::Verdict,
    ];

    /// The column's heading.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Column::Figure => "figure",
            Column::Old => "old",
            Column::New => "new",
            Column::Difference => "difference",
            Column::Share => "share",
            Column::Noise => "noise",
            Column::Verdict => "verdict",
        }
    }

    /// Whether the column is of numbers, which stand to the right.
    pub(crate) fn is_number(self) -> bool {
        !matches!(self, Column::Figure | Column::Verdict)
    }
}
