//! How far figures of one and the same program move by themselves: a finite
//! vocabulary, each with its reason.

/// Why the bytes of a row differ between two runs of the same program. Who
/// compares runs has a floor for each, and explains it with the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Drift {
    /// Live bytes of resident pages.
    Live,
    /// What live bytes leave over of their pages.
    Split,
    /// Pages that are kept for later.
    Cached,
    /// The allocator's own tables.
    Tables,
    /// Pages of files and stacks.
    Mapped,
}

impl Drift {
    /// All reasons to move, in the order of the rows that first have them.
    pub const ALL: [Drift; 5] = [
        Drift::Live,
        Drift::Split,
        Drift::Cached,
        Drift::Tables,
        Drift::Mapped,
    ];

    /// Why such bytes move by themselves, as the rest of a sentence that
    /// begins with "because".
    pub const fn reason(self) -> &'static str {
        match self {
            Drift::Live => {
                "where a large object begins within its page is up to the \
                 allocator, and so is what it leaves untouched"
            }
            Drift::Split => {
                "the rest of a page moves with where objects begin on it"
            }
            Drift::Cached => {
                "threads keep some freed memory at hand, and timers give \
                 pages back"
            }
            Drift::Tables => "tables grow with what threads keep at hand",
            Drift::Mapped => {
                "which pages of files and stacks are resident differs with \
                 the addresses that the kernel chose"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Row;

    #[test]
    fn each_drift_is_of_a_row_and_has_a_reason() {
        for drift in Drift::ALL {
            assert!(Row::ALL.into_iter().any(|row| row.drift() == drift));
            assert!(!drift.reason().is_empty());
        }
        for row in Row::ALL {
            assert!(Drift::ALL.contains(&row.drift()));
        }
    }
}
