//! Where every resident byte of a process stands at one instant.

use crate::{Group, Row};

/// The name of the residual beside the rows, where each has one.
pub const RESIDUAL: &str = "residual";

/// The ledger of one process at one instant: bytes by [`Row`], each unknown
/// (`None`) where it cannot be told, which is never the same as 0.
///
/// The known rows and the residual add up to the resident set less what
/// Residue keeps resident itself: see [`Ledger::closes`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    rows: [Option<u64>; Row::ALL.len()],
    /// Resident bytes that no row explains; below 0 where rows explain more
    /// than is resident. Beyond [`Ledger::tolerance`] it is a bug.
    pub residual: Option<i64>,
}

impl Ledger {
    /// The bytes of `row`, where they are known.
    pub fn get(&self, row: Row) -> Option<u64> {
        self.rows[row as usize]
    }

    /// States the bytes of `row`, or with `None` that they are unknown.
    pub fn set(&mut self, row: Row, bytes: impl Into<Option<u64>>) {
        self.rows[row as usize] = bytes.into();
    }

    /// The rows that are unknown, but for [optional](Row::is_optional) ones.
    pub fn unknown(&self) -> impl Iterator<Item = Row> + use<> {
        let ledger = *self;
        let is_due = |row: &Row| !row.is_optional();
        let due = Row::ALL.into_iter().filter(is_due);
        due.filter(move |&row| ledger.get(row).is_none())
    }

    /// The rows that are known, and their bytes.
    pub fn known(&self) -> impl Iterator<Item = (Row, u64)> + use<> {
        let ledger = *self;
        let known = move |row| Some((row, ledger.get(row)?));
        Row::ALL.into_iter().filter_map(known)
    }

    /// The known rows and the residual, added up.
    pub fn sum(&self) -> i128 {
        let rows: i128 =
            self.rows.iter().flatten().map(|&row| i128::from(row)).sum();
        rows + i128::from(self.residual.unwrap_or(0))
    }

    /// Whether the ledger accounts for the process: the residual is known and
    /// within [`Ledger::tolerance`], and with the rows it adds up to
    /// `resident` less `observer`, to the byte.
    pub fn closes(&self, resident: u64, observer: u64) -> bool {
        let net = i128::from(resident) - i128::from(observer);
        self.residual.is_some_and(|residual| {
            residual.unsigned_abs() <= Ledger::tolerance(resident)
        }) && self.sum() == net
    }

    /// The largest residual, in bytes and either way, that is no bug: 16 KiB
    /// or 0.01 % of `resident`, whichever is larger.
    pub fn tolerance(resident: u64) -> u64 {
        (16 * 1024).max(resident / 10_000)
    }

    /// The bytes of all rows of `group`; unknown if one of them is, unless
    /// another row contains its bytes.
    pub fn held_by(&self, group: Group) -> Option<u64> {
        Row::ALL
            .into_iter()
            .filter(|row| row.group() == group)
            .map(|row| self.get(row).or_else(|| self.absorbed(row)))
            .try_fold(0_u64, |sum, bytes| Some(sum.saturating_add(bytes?)))
    }

    /// Nothing to add for an unknown row that a known one contains, or that
    /// few ledgers have.
    fn absorbed(&self, row: Row) -> Option<u64> {
        let by = row.absorbed_by()?;
        (row.is_optional() || self.get(by).is_some()).then_some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger() -> Ledger {
        let mut ledger = Ledger { residual: Some(0), ..Ledger::default() };
        for (index, row) in Row::ALL.into_iter().enumerate() {
            ledger.set(row, 1_u64 << (10 + index));
        }
        ledger
    }

    #[test]
    fn closes_to_the_byte_and_not_a_byte_beside_it() {
        let sum = (1 << 19) - (1 << 10);
        assert!(ledger().closes(sum + 5, 5));
        assert!(!ledger().closes(sum + 1, 0));
        assert!(!ledger().closes(sum - 1, 0));
    }

    #[test]
    fn does_not_close_over_a_residual_beyond_tolerance() {
        let rows = (1 << 19) - (1 << 10);
        for (residual, closes) in
            [(16_384, true), (-16_384, true), (16_385, false)]
        {
            let mut ledger = ledger();
            ledger.residual = Some(residual);
            let resident = rows + residual;
            assert_eq!(ledger.closes(resident as u64, 0), closes);
        }
    }

    #[test]
    fn does_not_close_without_a_residual() {
        assert!(!Ledger::default().closes(0, 0));
    }

    #[test]
    fn tolerance_grows_with_the_resident_set() {
        assert_eq!(Ledger::tolerance(0), 16_384);
        assert_eq!(Ledger::tolerance(1 << 40), (1 << 40) / 10_000);
    }

    #[test]
    fn each_holder_has_its_own_rows() {
        assert_eq!(ledger().held_by(Group::Container), Some(1 << 11));
        let allocator = (1 << 14) + (1 << 15) + (1 << 16) + (1 << 17);
        assert_eq!(ledger().held_by(Group::Other), Some((1 << 12) + (1 << 13)));
        assert_eq!(ledger().held_by(Group::Allocator), Some(allocator));
    }

    #[test]
    fn a_holder_of_more_than_fits_holds_the_most_that_fits() {
        let mut ledger = ledger();
        ledger.set(Row::Cached, u64::MAX);
        assert_eq!(ledger.held_by(Group::Allocator), Some(u64::MAX));
    }

    #[test]
    fn unknown_metadata_is_part_of_cached_but_unknown_cached_is_unknown() {
        let mut ledger = ledger();
        ledger.set(Row::Metadata, None);
        let allocator = (1 << 14) + (1 << 15) + (1 << 16);
        assert_eq!(ledger.held_by(Group::Allocator), Some(allocator));
        ledger.set(Row::Cached, None);
        assert_eq!(ledger.held_by(Group::Allocator), None);
    }

    #[test]
    fn a_ledger_without_an_optional_row_lacks_nothing() {
        let mut ledger = ledger();
        ledger.set(Row::ForeignLive, None);
        assert_eq!(ledger.held_by(Group::Other), Some(1 << 12));
        assert_eq!(ledger.unknown().count(), 0);
        assert!(ledger.closes((1 << 19) - (1 << 10) - (1 << 13), 0));
        ledger.set(Row::OtherLive, None);
        assert_eq!(ledger.held_by(Group::Other), None);
        assert_eq!(ledger.unknown().collect::<Vec<_>>(), [Row::OtherLive]);
    }
}
