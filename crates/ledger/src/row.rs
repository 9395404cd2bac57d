//! The rows of the ledger: a finite vocabulary that all code loops over.

use crate::Group;

/// A row of the ledger. Every resident byte of a measured process, less what
/// Residue keeps there itself, stands in exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// Resident live bytes that are elements.
    Payload,
    /// Resident live bytes of containers beyond their payload.
    Slack,
    /// Resident live bytes of no declared container.
    OtherLive,
    /// Usable less requested size of live objects, on resident pages.
    Rounding,
    /// Free bytes on pages that a live object keeps resident.
    Fragmentation,
    /// Resident heap pages that hold no live object.
    Cached,
    /// The allocator's own tables.
    Metadata,
    /// Everything resident that is not heap.
    Program,
}

impl Row {
    /// All rows, in the order in which they are stored and shown.
    pub const ALL: [Row; 8] = [
        Row::Payload,
        Row::Slack,
        Row::OtherLive,
        Row::Rounding,
        Row::Fragmentation,
        Row::Cached,
        Row::Metadata,
        Row::Program,
    ];

    /// The row's field in a stored ledger.
    pub fn name(self) -> &'static str {
        match self {
            Row::Payload => "payload",
            Row::Slack => "slack",
            Row::OtherLive => "other_live",
            Row::Rounding => "rounding",
            Row::Fragmentation => "fragmentation",
            Row::Cached => "cached",
            Row::Metadata => "metadata",
            Row::Program => "program",
        }
    }

    /// The row whose stored field is `name`.
    pub fn from_name(name: &str) -> Option<Row> {
        Row::ALL.into_iter().find(|row| row.name() == name)
    }

    /// The row's name for people.
    pub fn title(self) -> &'static str {
        match self {
            Row::OtherLive => "other live",
            row => row.name(),
        }
    }

    /// What stands in the row, in one sentence.
    pub fn definition(self) -> &'static str {
        match self {
            Row::Payload => "Resident live bytes that are elements.",
            Row::Slack => {
                "Resident live bytes of containers beyond their payload: \
                 empty buckets, spare capacity, tombstones."
            }
            Row::OtherLive => "Resident live bytes of no declared container.",
            Row::Rounding => {
                "Usable less requested size of live objects, on resident \
                 pages: internal fragmentation."
            }
            Row::Fragmentation => {
                "Free bytes on pages that a live object keeps resident: \
                 external fragmentation."
            }
            Row::Cached => {
                "Resident heap pages that hold no live object: dirty and \
                 muzzy pages, thread caches, arena tops."
            }
            Row::Metadata => {
                "The allocator's own tables, where it can tell; else they \
                 are part of cached."
            }
            Row::Program => {
                "Files, stacks, thread-local storage: everything that is \
                 not heap."
            }
        }
    }

    /// Who holds the bytes of the row.
    pub fn group(self) -> Group {
        match self {
            Row::Payload => Group::Elements,
            Row::Slack => Group::Container,
            Row::OtherLive => Group::Other,
            Row::Rounding
            | Row::Fragmentation
            | Row::Cached
            | Row::Metadata => Group::Allocator,
            Row::Program => Group::Program,
        }
    }

    /// The row that contains this row's bytes where they cannot be told
    /// apart, so that an unknown here leaves no byte out of the ledger.
    pub fn absorbed_by(self) -> Option<Row> {
        match self {
            Row::Metadata => Some(Row::Cached),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_indexed_in_the_order_of_all() {
        for (index, row) in Row::ALL.into_iter().enumerate() {
            assert_eq!(row as usize, index);
            assert_eq!(Row::from_name(row.name()), Some(row));
        }
        assert_eq!(Row::from_name("residual"), None);
    }

    #[test]
    fn only_an_allocator_row_is_absorbed_and_only_by_one() {
        for row in Row::ALL {
            if let Some(by) = row.absorbed_by() {
                assert_eq!(row.group(), by.group());
                assert_eq!(by.absorbed_by(), None);
            }
        }
    }
}
