//! Go's maps, told by the headers that point to their slots. The slots do not
//! show by themselves how many there are, and neither they nor the headers say
//! of which type they are: that the room is as large as the object tells it.
//!
//! Sources: Go's `runtime/map.go` to 1.23, and `internal/runtime/maps` from
//! 1.24 on.

use super::{Owned, Table, TableKind};

/// Slots that stand together: in a bucket, or a group.
const TOGETHER: u64 = 8;

/// Bytes beside the slots of a bucket: what their hashes begin with, and a
/// pointer to the next bucket; and beside those of a group.
const BESIDE_BUCKET: u64 = 16;
const BESIDE_GROUP: u64 = 8;

/// From 1.24 on a table has at most so many slots, and a map many tables.
const MOST_SLOTS: u64 = 1024;

/// The table that fills the object which the word at `at` points to.
pub(super) fn owned(of: &Owned<'_>, words: &[u64], at: usize) -> Option<Table> {
    let before = |count| words.get(at.checked_sub(count)?..);
    let now = before(2)?;
    let &[head, index, _, last] = now.first_chunk()?;
    let told = table(of, head, index, last);
    let told = told.or_else(|| Buckets::of(now)?.table(of, Which::New));
    told.or_else(|| Buckets::of(before(3)?)?.table(of, Which::Old))
}

/// The head of a map to 1.23.
struct Buckets {
    /// Elements, a count.
    elements: u64,
    /// There are two to this of buckets.
    power: u32,
    /// Where it grows, how many of the old buckets were moved to the new.
    moved: Option<u64>,
    /// Whether it grows to as many as there were.
    is_same_size: bool,
}

/// Which of its arrays of buckets. A map that grows has both, until it is
/// written to often enough.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    New,
    Old,
}

impl Buckets {
    /// How many elements there are; flags, the power and a seed; both arrays;
    /// and how many buckets were moved.
    fn of(words: &[u64]) -> Option<Buckets> {
        const SAME_SIZE: u8 = 8;
        const FLAGS: u8 = 15;
        const POWERS: std::ops::Range<u32> = 4..40;
        let &[elements, head, new, old, moved] = words.first_chunk()?;
        let [flags, power, ..] = head.to_le_bytes();
        let power = u32::from(power);
        let is_sound = flags <= FLAGS
            && POWERS.contains(&power)
            && new > 0
            && elements <= TOGETHER << (power + 1);
        is_sound.then_some(Buckets {
            elements,
            power,
            moved: (old > 0).then_some(moved),
            is_same_size: flags & SAME_SIZE != 0,
        })
    }

    fn table(&self, of: &Owned<'_>, which: Which) -> Option<Table> {
        let before = self.power - u32::from(!self.is_same_size);
        let power = match which {
            Which::New => self.power,
            Which::Old => before,
        };
        let old = self.elements_of_old(1 << before);
        let elements = match (which, old) {
            (Which::New, old) => self.elements - old.unwrap_or(0),
            (Which::Old, old) => old?,
        };
        let buckets = 1_u64 << power;
        // Some more for those that overflow.
        let more = if power < 4 { 0 } else { buckets / 16 };
        let element = of.slot(buckets + more, BESIDE_BUCKET)?;
        let slots = buckets * TOGETHER;
        // On average: a bucket that is full leads to others.
        let capacity = slots / 16 * 13;
        Some(of.table(TableKind::GoMap, element, elements.min(slots), capacity))
    }

    /// About how many are still in the old array, of so many buckets; `None`
    /// where there is none.
    fn elements_of_old(&self, buckets: u64) -> Option<u64> {
        let left = buckets.saturating_sub(self.moved?);
        let elements = u128::from(self.elements) * u128::from(left);
        u64::try_from(elements / u128::from(buckets)).ok()
    }
}

/// A table from 1.24 on: elements, slots and how many may be taken yet, which
/// of the map's tables it is, and its groups and their count less one.
fn table(of: &Owned<'_>, head: u64, index: u64, last: u64) -> Option<Table> {
    let short = |at: u32| head >> (16 * at) & 0xffff;
    let (used, slots, left) = (short(0), short(1), short(2));
    let capacity = slots / 8 * 7;
    let is_sound = slots.is_power_of_two()
        && (TOGETHER..=MOST_SLOTS).contains(&slots)
        && last == slots / TOGETHER - 1
        && used + left <= capacity
        && index < 1 << 32;
    if !is_sound {
        return None;
    }
    let element = of.slot(slots / TOGETHER, BESIDE_GROUP)?;
    Some(of.table(TableKind::GoMap, element, used, capacity))
}

impl Owned<'_> {
    /// Bytes of a slot, where so many buckets or groups of slots fill the
    /// object.
    fn slot(&self, count: u64, beside: u64) -> Option<u64> {
        let usable = self.object.usable;
        let least = usable.saturating_sub(self.spare).div_ceil(count);
        let most = (usable / count).checked_sub(beside)? / TOGETHER;
        let least = least.saturating_sub(beside).div_ceil(TOGETHER).max(1);
        // Of what sizes there may be, the one that types have most often.
        (least..=most).max_by_key(|slot| slot.trailing_zeros())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Object, Place, owned};
    use super::*;

    const AT: u64 = 0xc000_1000;

    fn told(words: &[u64], usable: u64) -> Option<(u64, u64, u64)> {
        let object = Object { address: AT, usable };
        let kinds = &[TableKind::GoMap];
        let of = Owned { object, spare: 8191, kinds };
        let found = owned(words, &[of], Place::Kept);
        let table = found.first()?;
        Some((table.elements, table.capacity, table.element))
    }

    /// 1024 buckets and 64 more, of keys of 8 bytes and values of 128.
    const BUCKETS: u64 = 1088 * (16 + 8 * 136);

    #[test]
    fn buckets_are_told_by_their_map() {
        let head = 10 << 8 | 0xdead_beef << 32;
        let map = [7, head, AT, 0, 0];
        let usable = BUCKETS.next_multiple_of(8192);
        assert_eq!(told(&map, usable), Some((7, 6656, 136)));
        assert_eq!(told(&map, BUCKETS + 8300), None, "they do not fill it");
        let more = [20_000, head, AT, 0, 0];
        assert_eq!(told(&more, usable), None, "more than there is room for");
        assert_eq!(told(&[7, head | 0xff, AT, 0, 0], usable), None, "flags");
    }

    #[test]
    fn a_map_that_grows_has_two_arrays() {
        let usable = BUCKETS.next_multiple_of(8192);
        let to = |power: u64| power << 8 | 0xdead_beef << 32;
        // A quarter of 1024 buckets are moved to 2048 others.
        let old = [8000, to(11), 2 * AT, AT, 256];
        assert_eq!(told(&old, usable), Some((6000, 6656, 136)));
        let new = [4000, to(10), AT, 2 * AT, 128];
        assert_eq!(told(&new, usable), Some((1000, 6656, 136)));
    }

    #[test]
    fn a_table_of_groups_is_told_by_its_header() {
        let usable = (128 * (8 + 8 * 136_u64)).next_multiple_of(8192);
        let head = 20 | 1024 << 16 | (896 - 30) << 32;
        let table = [head, 3, AT, 127];
        assert_eq!(told(&table, usable), Some((20, 896, 136)));
        assert_eq!(told(&[head, 3, AT, 63], usable), None, "groups");
        assert_eq!(told(&[head | 1023, 3, AT, 127], usable), None, "too many");
        assert_eq!(told(&table[1..], usable), None);
    }
}
