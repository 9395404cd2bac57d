//! The rows of the ledger: a finite vocabulary that all code loops over.

use crate::{Drift, Group, Ledger};

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
    /// Resident live bytes that the tracker did not make.
    ForeignLive,
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

/// All that is particular to one row, stated once.
#[derive(Clone, Copy)]
struct Facts {
    name: &'static str,
    title: &'static str,
    definition: &'static str,
    group: Group,
    absorbed_by: Option<Row>,
    is_optional: bool,
    drift: Drift,
}

impl Row {
    /// All rows, in the order in which they are stored and shown.
    pub const ALL: [Row; 9] = [
        Row::Payload,
        Row::Slack,
        Row::OtherLive,
        Row::ForeignLive,
        Row::Rounding,
        Row::Fragmentation,
        Row::Cached,
        Row::Metadata,
        Row::Program,
    ];

    const fn stated(self) -> Facts {
        match self {
            Row::Payload => Facts {
                definition: "Resident live bytes that are elements.",
                ..Facts::of("payload", Group::Elements, Drift::Live)
            },
            Row::Slack => Facts {
                definition: "Resident live bytes of containers beyond their \
                             payload: empty buckets, spare capacity, \
                             tombstones.",
                ..Facts::of("slack", Group::Container, Drift::Live)
            },
            Row::OtherLive => Facts {
                title: "other live",
                definition: "Resident live bytes of no declared container.",
                ..Facts::of("other_live", Group::Other, Drift::Live)
            },
            Row::ForeignLive => Facts {
                title: "foreign live",
                definition: "Resident live bytes that the tracker did not \
                             make: C's in a Rust program, another \
                             allocator's.",
                absorbed_by: Some(Row::Cached),
                is_optional: true,
                ..Facts::of("foreign_live", Group::Other, Drift::Live)
            },
            Row::Rounding => Facts {
                definition: "Usable less requested size of live objects, on \
                             resident pages: internal fragmentation.",
                // Where nobody tells the requested sizes, live objects are
                // known by their usable ones.
                absorbed_by: Some(Row::OtherLive),
                ..Facts::of("rounding", Group::Allocator, Drift::Split)
            },
            Row::Fragmentation => Facts {
                definition: "Free bytes on pages that a live object keeps \
                             resident: external fragmentation.",
                ..Facts::of("fragmentation", Group::Allocator, Drift::Split)
            },
            Row::Cached => Facts {
                definition: "Resident heap pages that hold no live object: \
                             dirty and muzzy pages, thread caches, arena \
                             tops.",
                ..Facts::of("cached", Group::Allocator, Drift::Cached)
            },
            Row::Metadata => Facts {
                definition: "The allocator's own tables, where it can tell; \
                             else they are part of cached.",
                absorbed_by: Some(Row::Cached),
                ..Facts::of("metadata", Group::Allocator, Drift::Tables)
            },
            Row::Program => Facts {
                definition: "Files, stacks, thread-local storage: everything \
                             that is not heap.",
                ..Facts::of("program", Group::Program, Drift::Mapped)
            },
        }
    }

    /// The row's field in a stored ledger.
    #[inline]
    pub fn name(self) -> &'static str {
        FACTS[self as usize].name
    }

    /// The row whose stored field is `name`.
    pub fn from_name(name: &str) -> Option<Row> {
        Row::ALL.into_iter().find(|row| row.name() == name)
    }

    /// The row's name for people.
    #[inline]
    pub fn title(self) -> &'static str {
        FACTS[self as usize].title
    }

    /// What stands in the row, in one sentence.
    #[inline]
    pub fn definition(self) -> &'static str {
        FACTS[self as usize].definition
    }

    /// Who holds the bytes of the row.
    #[inline]
    pub fn group(self) -> Group {
        FACTS[self as usize].group
    }

    /// The row that contains this row's bytes where they cannot be told
    /// apart, so that an unknown here leaves no byte out of the ledger.
    #[inline]
    pub fn absorbed_by(self) -> Option<Row> {
        FACTS[self as usize].absorbed_by
    }

    /// Whether only some ways to measure tell the row at all. Where none of
    /// the ledgers that are shown has it, nothing is said of it.
    #[inline]
    pub fn is_optional(self) -> bool {
        FACTS[self as usize].is_optional
    }

    /// How far the row moves by itself.
    #[inline]
    pub fn drift(self) -> Drift {
        FACTS[self as usize].drift
    }

    /// The rows to name where these ledgers are shown together: all but the
    /// [optional](Row::is_optional) ones that none of them has.
    pub fn shown_of<'a>(
        ledgers: impl IntoIterator<Item = &'a Ledger>,
    ) -> Vec<Row> {
        let mut shown = Row::ALL.map(|row| !row.is_optional());
        for ledger in ledgers {
            for row in Row::ALL {
                shown[row as usize] |= ledger.get(row).is_some();
            }
        }
        Row::ALL.into_iter().filter(|&row| shown[row as usize]).collect()
    }
}

/// Of each row, by its place in [`Row::ALL`]: a run is read and written by
/// the names of its rows, over and over.
static FACTS: [Facts; Row::ALL.len()] = {
    let mut facts = [Row::ALL[0].stated(); Row::ALL.len()];
    let mut at = 1;
    while at < facts.len() {
        facts[at] = Row::ALL[at].stated();
        at += 1;
    }
    facts
};

impl Facts {
    /// What most rows have in common.
    const fn of(name: &'static str, group: Group, drift: Drift) -> Facts {
        Facts {
            name,
            title: name,
            definition: "",
            group,
            absorbed_by: None,
            is_optional: false,
            drift,
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
            assert!(row.definition().ends_with('.'), "{row:?}");
        }
        assert_eq!(Row::from_name("residual"), None);
    }

    #[test]
    fn what_is_absorbed_is_absorbed_by_one_row_that_is_always_told() {
        for row in Row::ALL {
            if let Some(by) = row.absorbed_by() {
                assert_eq!(by.absorbed_by(), None, "{row:?}");
                assert!(!by.is_optional(), "{row:?}");
            }
            // Else its bytes would be in no row of a ledger without it.
            let has_a_place = row.absorbed_by().is_some();
            assert!(has_a_place || !row.is_optional(), "{row:?}");
        }
    }

    #[test]
    fn each_group_has_a_row_that_is_always_told() {
        for row in Row::ALL {
            let mut same = Row::ALL.into_iter().filter(|of| {
                of.group() == row.group() && of.absorbed_by().is_none()
            });
            assert!(same.next().is_some(), "{row:?}");
        }
    }

    #[test]
    fn an_optional_row_is_shown_where_one_ledger_has_it() {
        let plain = Ledger::default();
        let mut foreign = Ledger::default();
        foreign.set(Row::ForeignLive, 0);
        let all = Row::shown_of([&plain, &foreign]);
        assert_eq!(all, Row::ALL);
        let without = Row::shown_of([&plain]);
        assert_eq!(without.len(), all.len() - 1);
        assert!(!without.contains(&Row::ForeignLive));
    }
}
