//! The memory of a thread's arena: heaps of up to 64 MiB, each of which leads
//! to the one before.

use super::layout::{ALIGNMENT, Layout};
use super::state::Arena;
use super::stretch::Stretch;
use crate::{Memory, Refusal, Target, Unreadable};

/// Offsets in `struct heap_info`.
const ARENA: u64 = 0;
const PREVIOUS: u64 = 8;
const SIZE: u64 = 16;

/// Its size: since 2.35, and before.
const INFO_SIZES: [u64; 2] = [48, 32];

/// How the addresses of heaps are aligned: by default, and with the huge
/// pages of some machine.
const ALIGNMENTS: [u32; 7] = [26, 23, 27, 25, 24, 28, 22];

/// Heaps of one arena, at most.
const HEAPS_MAX: usize = 1 << 20;

/// All heaps of an arena that is not the main one.
pub(super) fn stretches(
    target: &Target<'_>,
    arena: &Arena,
    layout: Layout,
) -> Result<Vec<Stretch>, Refusal> {
    let memory = target.memory;
    let info = info_size(memory, arena.address)
        .ok_or_else(|| odd(arena, "it is not at the start of a heap"))?;
    let first = arena.address - info;
    let heaps = ALIGNMENTS
        .into_iter()
        .find_map(|bits| heaps(memory, arena, first, bits))
        .ok_or_else(|| odd(arena, "its heaps do not lead to each other"))?;
    let mut stretches = Vec::new();
    for heap in heaps {
        let size = memory.word(heap + SIZE).map_err(failed)?;
        let begin = if heap == first {
            (arena.address + layout.size()).next_multiple_of(ALIGNMENT)
        } else {
            heap + info
        };
        let end = heap.checked_add(size).filter(|&end| {
            end > begin
                && size.is_multiple_of(target.page)
                && is_mapped(target, heap, end)
        });
        let end = end.ok_or_else(|| odd(arena, "a heap has no memory"))?;
        stretches.push(Stretch {
            arena: arena.number,
            span: heap..end,
            first: begin,
        });
    }
    Ok(stretches)
}

fn info_size(memory: &dyn Memory, arena: u64) -> Option<u64> {
    INFO_SIZES.into_iter().find(|info| {
        let heap = arena.checked_sub(*info);
        heap.is_some_and(|heap| memory.word(heap + ARENA) == Ok(arena))
    })
}

/// From the heap that holds the top to the first, if heaps are so aligned.
fn heaps(
    memory: &dyn Memory,
    arena: &Arena,
    first: u64,
    bits: u32,
) -> Option<Vec<u64>> {
    let mut heap = arena.top & !((1 << bits) - 1);
    let mut heaps = Vec::new();
    loop {
        let of_arena = memory.word(heap + ARENA).ok()? == arena.address;
        if !of_arena || heaps.len() >= HEAPS_MAX || heaps.contains(&heap) {
            return None;
        }
        heaps.push(heap);
        let previous = memory.word(heap + PREVIOUS).ok()?;
        if previous == 0 {
            return (heap == first).then_some(heaps);
        }
        heap = previous;
    }
}

fn is_mapped(target: &Target<'_>, start: u64, end: u64) -> bool {
    let mut at = start;
    while at < end {
        match target.mapping_at(at) {
            Some(map) if map.is_heap_like() => at = map.span.end,
            _ => return false,
        }
    }
    true
}

fn failed(source: Unreadable) -> Refusal {
    Refusal::Memory { what: "a heap", source }
}

fn odd(arena: &Arena, what: &str) -> Refusal {
    let what = format!("{}: {what}", arena.name());
    Refusal::Inconsistent { what }
}
