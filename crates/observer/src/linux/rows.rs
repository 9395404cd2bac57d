//! From an account to the rows of the ledger.

use super::account::{Account, ObjectSum};
use super::containers::Containers;
use residue_ledger::{Ledger, Row};
use residue_segment::{OwnerId, UNIT};

/// What is known besides the account.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RowFigures {
    /// Bytes of all resident heap pages, by the page tables.
    pub(crate) pages: u64,
    /// Bytes of all resident heap pages, by `smaps`.
    pub(crate) heap: u64,
    /// Resident bytes of everything that is not heap.
    pub(crate) program: u64,
    /// Requested bytes of all live objects.
    pub(crate) live: u64,
    /// What the allocator says its own tables have resident, at most.
    pub(crate) tables: Option<u64>,
    /// Bytes of pages that the allocator says it does not use and has not
    /// given back.
    pub(crate) unused: Option<u64>,
    /// Whether objects have headers, or some are the allocator's own.
    pub(crate) has_metadata: bool,
    /// Whether live objects are told too that the tracker did not make.
    pub(crate) has_foreign: bool,
}

/// The ledger, and the figures beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rows {
    pub(crate) ledger: Ledger,
    pub(crate) allocated: Option<u64>,
    pub(crate) untouched: u64,
    pub(crate) warnings: Vec<String>,
}

/// Every byte of the heap's resident pages in one row.
pub(crate) fn rows(
    account: &Account,
    containers: &Containers,
    figures: RowFigures,
) -> Rows {
    let mut warnings = Vec::new();
    let padding = padding(account, figures.live).unwrap_or_else(|| {
        warnings.push(
            "the counters and the live map differ: the process stood in the \
             middle of an allocation, and other live is rounded up"
                .into(),
        );
        Padding::default()
    });
    let live = live(account);
    let free = account.occupied
        - live.resident
        - account.rounding
        - account.headers
        - account.allocator
        - account.foreign;
    let rounding = account.rounding + padding.resident;
    // Without a survey of all, what is known of it is free like the rest.
    let surveyed = account.unsurveyed == 0;
    let (rounding, fragmentation) =
        if surveyed { (Some(rounding), free) } else { (None, free + rounding) };
    let empty = figures.pages.saturating_sub(account.occupied);
    let tables = tables(empty, figures);
    let known = figures.has_metadata || tables.is_some();
    let tables = tables.unwrap_or(0);
    let metadata = account.headers + account.allocator + tables;
    let named = containers.payload + containers.slack;
    let mut ledger = Ledger::default();
    ledger.set(Row::Payload, containers.payload);
    ledger.set(Row::Slack, containers.slack);
    ledger.set(Row::OtherLive, live.resident - named - padding.resident);
    ledger
        .set(Row::ForeignLive, figures.has_foreign.then_some(account.foreign));
    ledger.set(Row::Rounding, rounding);
    ledger.set(Row::Fragmentation, fragmentation);
    ledger.set(Row::Cached, empty - tables);
    ledger.set(Row::Metadata, known.then_some(metadata));
    ledger.set(Row::Program, figures.program);
    ledger.residual = Some(figures.heap as i64 - figures.pages as i64);
    let untouched = live.live - live.resident - padding.elsewhere;
    let allocated = surveyed.then_some(account.usable);
    Rows { ledger, allocated, untouched, warnings }
}

/// The part of the `empty` pages that are the allocator's own tables: what it
/// does not say is unused. It may count tables that it has not touched, and
/// so says at most how many they are. It may also count unused pages that
/// were never touched, such as the end of a large object; where these are
/// more than all empty ones, nothing can be told.
fn tables(empty: u64, figures: RowFigures) -> Option<u64> {
    let rest = empty.checked_sub(figures.unused.unwrap_or(0))?;
    Some(rest.min(figures.tables?))
}

/// The program's objects together, the rounded ones as they are.
pub(crate) fn live(account: &Account) -> ObjectSum {
    let mut sum = account.rounded;
    for (bits, holding) in (0..).zip(&account.owners) {
        if bits != OwnerId::ALLOCATOR.bits() {
            sum.add(*holding);
        }
    }
    sum
}

/// By how much the live map rounds up the sizes of untagged small objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Padding {
    resident: u64,
    elsewhere: u64,
}

/// The map knows those sizes to 8 bytes only, but the counters know the sum
/// of all sizes: the difference is padding. Which of it is resident is not
/// known; it is taken to be spread evenly. `None` if the difference cannot be
/// padding.
fn padding(account: &Account, live_counted: u64) -> Option<Padding> {
    let total = live(account).live.checked_sub(live_counted)?;
    let rounded = account.rounded;
    if total > rounded.objects * UNIT {
        return None;
    }
    let share = u128::from(total) * u128::from(rounded.resident);
    let share = share.checked_div(u128::from(rounded.live)).unwrap_or(0);
    let resident = share as u64;
    Some(Padding { resident, elsewhere: total - resident })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: u64 = 4096;

    fn holding(objects: u64, live: u64, resident: u64) -> ObjectSum {
        ObjectSum { objects, live, resident }
    }

    /// 10 rounded objects of 24 bytes, half of them resident; the allocator's
    /// own 100 bytes; a container of 1,000, all resident.
    fn account() -> Account {
        let owned =
            [holding(0, 0, 0), holding(1, 100, 100), holding(1, 1000, 1000)];
        Account {
            owners: owned.to_vec(),
            rounded: holding(10, 240, 120),
            usable: 1300,
            rounding: 60,
            headers: 56,
            allocator: 100,
            occupied: 2 * PAGE,
            ..Account::default()
        }
    }

    fn containers() -> Containers {
        Containers { payload: 600, slack: 400, ..Containers::default() }
    }

    fn figures() -> RowFigures {
        RowFigures {
            pages: 5 * PAGE,
            heap: 5 * PAGE,
            program: 7 * PAGE,
            live: 1200,
            tables: None,
            unused: None,
            has_metadata: true,
            has_foreign: false,
        }
    }

    #[test]
    fn every_row_has_its_bytes() {
        let rows = rows(&account(), &containers(), figures());
        let expected = [
            (Row::Payload, 600),
            (Row::Slack, 400),
            (Row::OtherLive, 100),
            (Row::Rounding, 80),
            (Row::Fragmentation, 2 * PAGE - 1000 - 120 - 60 - 56 - 100),
            (Row::Cached, 3 * PAGE),
            (Row::Metadata, 156),
            (Row::Program, 7 * PAGE),
        ];
        let seen: Vec<_> = Row::ALL
            .into_iter()
            .filter_map(|row| Some((row, rows.ledger.get(row)?)))
            .collect();
        assert_eq!(seen, expected);
        assert_eq!(rows.ledger.residual, Some(0));
        assert_eq!(rows.ledger.sum(), i128::from(12 * PAGE));
        assert_eq!(rows.allocated, Some(1300));
        assert_eq!(rows.untouched, 100);
        assert!(rows.warnings.is_empty());
    }

    #[test]
    fn live_is_what_is_in_rows_and_what_is_untouched() {
        let Rows { ledger, untouched, .. } =
            rows(&account(), &containers(), figures());
        let rows = [Row::Payload, Row::Slack, Row::OtherLive];
        let sum: u64 = rows.iter().filter_map(|&row| ledger.get(row)).sum();
        assert_eq!(sum + untouched, figures().live);
    }

    #[test]
    fn what_the_page_tables_lack_is_residual() {
        let figures = RowFigures { heap: 6 * PAGE, ..figures() };
        let ledger = rows(&account(), &containers(), figures).ledger;
        assert_eq!(ledger.residual, Some(PAGE as i64));
        assert_eq!(ledger.sum(), i128::from(13 * PAGE));
    }

    #[test]
    fn tables_are_taken_out_of_cached_and_no_more() {
        let figures = RowFigures { tables: Some(100), ..figures() };
        let ledger = rows(&account(), &containers(), figures).ledger;
        assert_eq!(ledger.get(Row::Cached), Some(3 * PAGE - 100));
        assert_eq!(ledger.get(Row::Metadata), Some(256));
        let figures = RowFigures { tables: Some(1 << 40), ..figures };
        let ledger = rows(&account(), &containers(), figures).ledger;
        assert_eq!(ledger.get(Row::Cached), Some(0));
        assert_eq!(ledger.sum(), i128::from(12 * PAGE));
        let figures = RowFigures { unused: Some(2 * PAGE), ..figures };
        let ledger = rows(&account(), &containers(), figures).ledger;
        assert_eq!(ledger.get(Row::Cached), Some(2 * PAGE));
    }

    #[test]
    fn tables_are_unknown_among_more_unused_pages_than_are_resident() {
        let account = Account { headers: 0, allocator: 0, ..account() };
        let figures = RowFigures {
            has_metadata: false,
            tables: Some(100),
            unused: Some(4 * PAGE),
            ..figures()
        };
        let ledger = rows(&account, &containers(), figures).ledger;
        assert_eq!(ledger.get(Row::Metadata), None);
        assert_eq!(ledger.get(Row::Cached), Some(3 * PAGE));
    }

    #[test]
    fn metadata_that_nobody_tells_is_unknown() {
        let account = Account { headers: 0, allocator: 0, ..account() };
        let figures = RowFigures { has_metadata: false, ..figures() };
        let ledger = rows(&account, &containers(), figures).ledger;
        assert_eq!(ledger.get(Row::Metadata), None);
        assert_eq!(ledger.sum(), i128::from(12 * PAGE));
    }

    #[test]
    fn without_a_survey_of_all_rounding_stands_in_fragmentation() {
        let whole = rows(&account(), &containers(), figures()).ledger;
        let account = Account { unsurveyed: 1, ..account() };
        let rows = rows(&account, &containers(), figures());
        assert_eq!(rows.ledger.get(Row::Rounding), None);
        assert_eq!(rows.allocated, None);
        let free = whole.get(Row::Fragmentation).unwrap()
            + whole.get(Row::Rounding).unwrap();
        assert_eq!(rows.ledger.get(Row::Fragmentation), Some(free));
        assert_eq!(rows.ledger.sum(), whole.sum());
    }

    #[test]
    fn a_difference_that_cannot_be_padding_is_told() {
        for live in [1240 - 81, 1241] {
            let figures = RowFigures { live, ..figures() };
            let rows = rows(&account(), &containers(), figures);
            assert_eq!(rows.ledger.get(Row::OtherLive), Some(120));
            assert_eq!(rows.warnings.len(), 1);
        }
    }

    #[test]
    fn an_empty_heap_has_empty_rows() {
        let rows = rows(
            &Account::default(),
            &Containers::default(),
            RowFigures::default(),
        );
        assert_eq!(rows.ledger.sum(), 0);
        assert_eq!(rows.ledger.get(Row::OtherLive), Some(0));
    }
}
