//! How many bytes a std hash map asks for, to tell whether a size fits before
//! anything is allocated.
//!
//! This repeats the sizing rule of hashbrown, the table inside the std map:
//! a power of two of buckets, of which at most seven eighths are used, one
//! control byte each, and one group of control bytes more. It serves
//! estimates only; a test compares it with what a real map asks for.

use crate::retention::Peak;

/// Control bytes past the last bucket: one group, 16 with SSE2.
const GROUP: u64 = 16;

/// Buckets of a map that was grown to `elements` by inserting.
fn buckets(elements: u64) -> u64 {
    match elements {
        0 => 0,
        1..=3 => 4,
        4..=7 => 8,
        _ => elements
            .checked_mul(8)
            .and_then(|eighths| (eighths / 7).checked_next_power_of_two())
            .unwrap_or(u64::MAX),
    }
}

/// Bytes of a table of `buckets` for entries of `entry` bytes.
fn bytes(buckets: u64, entry: u64) -> u64 {
    if buckets == 0 {
        return 0;
    }
    // Entries end on a boundary of the group that follows them.
    let entries = buckets.saturating_mul(entry).saturating_add(GROUP - 1);
    (entries / GROUP * GROUP).saturating_add(buckets).saturating_add(GROUP)
}

/// What a map of `elements` needs, entries of `entry` bytes each owning
/// `owned` bytes of heap.
pub(crate) fn peak(elements: u64, entry: u64, owned: u64) -> Peak {
    Peak {
        slack: Some(slack(elements, entry)),
        bytes: most_bytes(elements, entry, owned),
    }
}

/// Bytes of the table of a map of `elements`, grown to them or made for them.
pub(crate) fn held(elements: u64, entry: u64) -> u64 {
    bytes(buckets(elements), entry)
}

/// Bytes of the table of a map grown to `elements` that are none of its
/// entries, which have `entry` bytes each.
fn slack(elements: u64, entry: u64) -> u64 {
    bytes(buckets(elements), entry)
        .saturating_sub(elements.saturating_mul(entry))
}

/// Most live bytes of a map on its way from nothing to `elements`, entries of
/// `entry` bytes each owning `owned` bytes of heap.
///
/// That is either when the last table grew, with the old one and a half of
/// the elements beside it, or at the end. The rebuild of a map that kept one
/// in a thousand needs no more: its new table is no larger than the old one
/// was when the map grew, or, for the smallest map, as large as the map's.
fn most_bytes(elements: u64, entry: u64, owned: u64) -> u64 {
    let buckets = buckets(elements);
    let table = bytes(buckets, entry);
    let old = (buckets / 2).max(buckets.min(4));
    // Seven eighths of the old table were in use when it grew, for the sake
    // of one more element, which was there already.
    let present = (old / 8 * 7).max(old.min(7)) + 1;
    let growing =
        bytes(old, entry).saturating_add(present.saturating_mul(owned));
    let full = elements.saturating_mul(owned);
    table.saturating_add(growing.max(full))
}

#[cfg(test)]
mod tests {
    use super::{buckets, bytes, most_bytes, slack};

    #[test]
    fn million_elements_take_two_million_buckets() {
        assert_eq!(buckets(1_000_000), 2_097_152);
    }

    #[test]
    fn seven_eighths_fill_a_table_and_one_more_doubles_it() {
        assert_eq!(buckets(14), 16);
        assert_eq!(buckets(15), 32);
        assert_eq!(buckets(1_835_008), 2_097_152);
        assert_eq!(buckets(1_835_009), 4_194_304);
    }

    #[test]
    fn table_of_nothing_is_nothing() {
        assert_eq!(bytes(buckets(0), 136), 0);
    }

    #[test]
    fn slack_is_what_is_left_of_the_table() {
        assert_eq!(slack(14, 136), 16 * 136 + 16 + 16 - 14 * 136);
        assert_eq!(slack(0, 136), 0);
    }

    #[test]
    fn entries_are_padded_to_the_group() {
        assert_eq!(bytes(4, 9), 48 + 4 + 16);
        assert_eq!(bytes(4, 16), 64 + 4 + 16);
    }

    #[test]
    fn peak_holds_the_old_table_beside_the_new() {
        assert_eq!(
            most_bytes(1_000_000, 136, 0),
            bytes(2_097_152, 136) + bytes(1_048_576, 136)
        );
    }

    #[test]
    fn peak_saturates() {
        assert_eq!(most_bytes(u64::MAX, 136, 128), u64::MAX);
        assert_eq!(most_bytes(u64::MAX / 8, 136, 128), u64::MAX);
    }
}
