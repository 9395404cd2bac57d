//! Elements side by side: a pointer to them beside where they and their room
//! end, or how many there are of both.

use super::{MIN_ROOM, Owned, Shape, Table, TableKind, Told};

/// Larger elements are kept in boxes, or ought to be.
const MAX_ELEMENT: u64 = 4 << 10;

pub(super) fn owned(of: &Owned<'_>, words: &[u64], at: usize) -> Option<Told> {
    let three = |table| Told { table, by: Shape::Three };
    if let Some(table) = by_ends(of, &words[at..]) {
        return Some(three(table));
    }
    if let Some((room, after)) = rust(words, at)
        && let Some(table) = of.counted(TableKind::Vector, after, room)
    {
        return Some(Told { table, by: Shape::Rust });
    }
    let &[_, one, two] = words[at..].first_chunk()?;
    of.counted(TableKind::Vector, one.min(two), one.max(two)).map(three)
}

/// Go's slices: a pointer, how many there are, and how many there may be.
pub(super) fn slice(of: &Owned<'_>, words: &[u64], at: usize) -> Option<Told> {
    let &[_, elements, room] = words[at..].first_chunk()?;
    let table = of.counted(TableKind::Slice, elements, room)?;
    Some(Told { table, by: Shape::Three })
}

/// What stands around the pointer in a `Vec`, and in what else has a `RawVec`:
/// its room, and the word that follows.
pub(super) fn rust(words: &[u64], at: usize) -> Option<(u64, u64)> {
    Some((words[at.checked_sub(1)?], *words.get(at + 1)?))
}

fn by_ends(of: &Owned<'_>, words: &[u64]) -> Option<Table> {
    let start = of.object.address;
    let &[_, end, room] = words.first_chunk()?;
    let is_sound = start <= end && end <= room && of.is_filled_by(room - start);
    is_sound.then(|| {
        let (used, room) = (end - start, room - start);
        of.table(TableKind::Vector, 1, used, room)
    })
}

impl Owned<'_> {
    /// So many elements in room for so many: what elements there are, the room
    /// and the object's size tell.
    pub(super) fn counted(
        &self,
        kind: TableKind,
        elements: u64,
        room: u64,
    ) -> Option<Table> {
        if room < MIN_ROOM || elements > room {
            return None;
        }
        let usable = self.object.usable;
        let most = (usable / room).min(MAX_ELEMENT);
        let least = usable.saturating_sub(self.spare).div_ceil(room).max(1);
        // Of what sizes there may be, the one that elements have most often.
        let element = (least..=most).max_by_key(|e| e.trailing_zeros())?;
        Some(self.table(kind, element, elements, room))
    }
}
