//! Where the array of arenas is: a variable of the interpreter leads to it.

use super::arena::{self, ArenaEntry};
use super::pool::{POOLS, Pool};
use super::sizes::Sizes;
use crate::{Memory, Module, Nearby, Span, Target};

/// Bytes of variables that are searched: those of an interpreter are fewer.
const SEARCHED: u64 = 16 << 20;

/// Bytes read at a time.
const PIECE: u64 = 64 << 10;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ArenaArray {
    /// The address of the pointer to the first entry.
    pub(super) variable: u64,
    pub(super) sizes: Sizes,
}

pub(super) fn find(
    target: &Target<'_>,
    module: &Module<'_>,
) -> Option<ArenaArray> {
    let nearby = Nearby::new(target.memory);
    let target = Target { memory: &nearby, ..*target };
    let mut left = SEARCHED;
    let variables = module.mappings().filter(|map| map.writable);
    let pieces = variables.flat_map(|map| {
        let end = map.span.end;
        let starts = map.span.clone().step_by(PIECE as usize);
        starts.map(move |start| start..end.min(start + PIECE))
    });
    let searched = pieces.take_while(|piece| {
        let size = piece.end - piece.start;
        left.checked_sub(size).inspect(|rest| left = *rest).is_some()
    });
    searched.into_iter().find_map(|piece| in_piece(&target, piece))
}

fn in_piece(target: &Target<'_>, piece: Span) -> Option<ArenaArray> {
    let count = (piece.end - piece.start) / 8;
    let words = target.memory.words(piece.start, count as usize).ok()?;
    let variables = (piece.start..).step_by(8).zip(words);
    // The array is malloc's, which aligns it.
    let candidates =
        variables.filter(|(_, word)| *word != 0 && word.is_multiple_of(16));
    let mut places = candidates.filter_map(|(variable, array)| {
        let sizes = sizes(target, array)?;
        Some(ArenaArray { variable, sizes })
    });
    places.next()
}

/// The sizes with which all of `array` makes sense, and one pool at least that
/// says so itself: it bears the number of its arena.
fn sizes(target: &Target<'_>, array: u64) -> Option<Sizes> {
    if !target.mapping_at(array)?.is_heap_like() {
        return None;
    }
    let memory = target.memory;
    Sizes::ALL.into_iter().find(|sizes| {
        let arenas = arena::first(target, array, *sizes);
        let mut arenas = arenas.into_iter().flatten();
        arenas.any(|arena| bears_its_number(memory, &arena, *sizes))
    })
}

fn bears_its_number(
    memory: &dyn Memory,
    arena: &ArenaEntry,
    sizes: Sizes,
) -> bool {
    let pools = arena.pools(sizes).take(POOLS);
    pools
        .filter_map(|at| Pool::read(memory, at, sizes).ok())
        .any(|pool| pool.arena == arena.number && pool.used > 0)
}
