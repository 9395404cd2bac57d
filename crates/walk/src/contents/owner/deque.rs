//! Rust's `VecDeque`: its room, the pointer, where the first element is, and
//! how many there are. A `Vec` begins alike and has how many there are third:
//! which of them it is, the word behind it decides, and only in a program that
//! has deques at all.

use super::{Owned, Shape, TableKind, Told, vector};

pub(super) fn owned(
    of: &Owned<'_>,
    words: &[u64],
    at: usize,
    is_start: impl Fn(u64) -> bool,
) -> Option<Told> {
    let (room, first) = vector::rust(words, at)?;
    let elements = *words.get(at + 2)?;
    // Another `Vec` behind this one: its room, and its pointer.
    let is_followed = words.get(at + 3).is_some_and(|&next| is_start(next));
    let is_sound = first < room.max(1)
        && elements <= room
        && !is_followed
        && !ends_a_chunk(elements);
    let table = of.counted(TableKind::Deque, elements, room)?;
    is_sound.then_some(Told { table, by: Shape::Rust })
}

/// Whether it looks like the size of the next chunk of glibc's, which stands
/// right behind a `Vec` in a box: a multiple of 16, and that the chunk before
/// it is in use.
fn ends_a_chunk(word: u64) -> bool {
    word >= 32 && matches!(word % 16, 1 | 5)
}

#[cfg(test)]
mod tests {
    use super::super::{Object, Place, owned};
    use super::*;

    const AT: u64 = 0x7f00_0010;

    fn told(words: &[u64]) -> Option<(TableKind, u64)> {
        let kinds = &[TableKind::Deque, TableKind::Vector];
        let objects = [AT, 2 * AT].map(|address| {
            let object = Object { address, usable: 80_008 };
            Owned { object, spare: 15, kinds }
        });
        let found = owned(words, &objects, Place::Kept);
        found.first().map(|of| (of.kind, of.elements))
    }

    #[test]
    fn a_deque_has_where_it_begins_before_how_many_it_holds() {
        let deque = [10_000, AT, 9_990, 3, 0];
        assert_eq!(told(&deque), Some((TableKind::Deque, 3)));
        let emptied = [10_000, AT, 700, 0, 9];
        assert_eq!(told(&emptied), Some((TableKind::Deque, 0)));
    }

    #[test]
    fn what_a_deque_cannot_be_is_a_vec() {
        for (words, elements) in [
            ([10_000, AT, 10_000, 3, 0], 10_000),
            ([10_000, AT, 9_990, 10_001, 0], 9_990),
            ([10_000, AT, 9_990, 5_000, 2 * AT], 9_990),
            ([10_000, AT, 9_990, 33, 0], 9_990),
        ] {
            let expected = Some((TableKind::Vector, elements));
            assert_eq!(told(&words), expected, "{words:?}");
        }
    }
}
