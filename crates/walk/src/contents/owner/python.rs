//! Python's lists, byte arrays and sets: objects that begin with how often
//! they are referred to and of which type they are. Its allocator has them
//! apart from their elements.

use super::{MIN_ROOM, Owned, Table, TableKind};

/// A set of fewer slots lies in the object itself.
const MIN_SLOTS: u64 = 8;

/// Bytes of a slot of a set: a pointer and a hash.
const SLOT: u64 = 16;

/// A list, or a byte array.
pub(super) fn list(of: &Owned<'_>, words: &[u64], at: usize) -> Option<Table> {
    elements(of, words, at).or_else(|| bytes(of, words, at))
}

/// Elements, the pointer, and how many there may be.
fn elements(of: &Owned<'_>, words: &[u64], at: usize) -> Option<Table> {
    let &[elements, _, room] = object(words, at, 1)?.first_chunk()?;
    let bytes = room.checked_mul(8)?;
    let is_sound =
        room >= MIN_ROOM && elements <= room && of.is_filled_by(bytes);
    is_sound.then(|| of.table(TableKind::PythonList, 8, elements, room))
}

/// How many bytes there are, how many there may be, a zero behind them
/// included, the pointer, and where the first of them is.
fn bytes(of: &Owned<'_>, words: &[u64], at: usize) -> Option<Table> {
    let &[used, room, start, first] = object(words, at, 2)?.first_chunk()?;
    let is_sound = room >= MIN_ROOM
        && used < room
        && of.is_filled_by(room)
        && (start..=start.saturating_add(room)).contains(&first);
    is_sound.then(|| of.table(TableKind::PythonList, 1, used, room))
}

/// Slots that were taken and are taken, how many there are less one, and the
/// pointer.
pub(super) fn set(of: &Owned<'_>, words: &[u64], at: usize) -> Option<Table> {
    let &[taken, elements, mask, _] = object(words, at, 3)?.first_chunk()?;
    let slots = mask.checked_add(1)?;
    let is_sound = slots.is_power_of_two()
        && slots > MIN_SLOTS
        && elements <= taken
        && taken <= mask
        && of.is_filled_by(slots.checked_mul(SLOT)?);
    is_sound.then(|| {
        // It grows when three slots in five are taken.
        let room = (mask * 3 / 5).max(taken);
        let deleted = taken - elements;
        Table {
            deleted,
            ..of.table(TableKind::PythonSet, SLOT, elements, room)
        }
    })
}

/// What follows the head of an object, where so many words of it stand before
/// the pointer.
fn object(words: &[u64], at: usize, before: usize) -> Option<&[u64]> {
    const HEAD: usize = 2;
    /// Objects that never end count from here on.
    const MANY: u64 = 1 << 33;
    let object = words.get(at.checked_sub(before + HEAD)?..)?;
    let &[references, kind] = object.first_chunk()?;
    let is_object =
        (1..MANY).contains(&references) && kind > 4096 && kind % 8 == 0;
    is_object.then(|| &object[HEAD..])
}

#[cfg(test)]
mod tests {
    use super::super::{Object, Place, owned};
    use super::*;

    const AT: u64 = 0x7f00_0010;
    const TYPE: u64 = 0x5555_0000_1000;

    fn told(words: &[u64], usable: u64) -> Option<(u64, u64, u64)> {
        let object = Object { address: AT, usable };
        let kinds = &[TableKind::PythonSet, TableKind::PythonList];
        let found =
            owned(words, &[Owned { object, spare: 15, kinds }], Place::Kept);
        found.first().map(|of| (of.elements, of.capacity, of.deleted))
    }

    #[test]
    fn a_set_says_what_is_left_in_it() {
        let set = |taken, left, mask| [1, TYPE, taken, left, mask, AT, !0, 0];
        let usable = 4096 * 16 + 8;
        assert_eq!(told(&set(900, 3, 4095), usable), Some((3, 2457, 897)));
        for other in [
            set(900, 901, 4095),
            set(900, 3, 4094),
            set(900, 3, 2047),
            set(4096, 3, 4095),
        ] {
            assert_eq!(told(&other, usable), None, "{other:?}");
        }
        let mut no_object = set(900, 3, 4095);
        no_object[1] = 7;
        assert_eq!(told(&no_object, usable), None);
    }

    #[test]
    fn a_list_and_a_byte_array_say_how_full_they_are() {
        let list = [2, TYPE, 20, AT, 10_000, 0];
        assert_eq!(told(&list, 80_008), Some((20, 10_000, 0)));
        assert_eq!(told(&[2, TYPE, 20, AT, 9_000, 0], 80_008), None);
        assert_eq!(told(&[0, TYPE, 20, AT, 10_000, 0], 80_008), None);
        let bytes = [1, TYPE, 50_000, 80_001, AT, AT, 0];
        assert_eq!(told(&bytes, 80_008), Some((50_000, 80_001, 0)));
        let cut = [1, TYPE, 50_000, 80_001, AT, AT + 90_000, 0];
        assert_eq!(told(&cut, 80_008), None);
    }
}
