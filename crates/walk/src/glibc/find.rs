//! Finding the main arena: by its symbol, or by its bins.

use super::layout::{BINS, Layout};
use super::{GlibcHeap, parameters, version};
use crate::{
    Allocator, FoundBy, Heap, Mapping, Memory, Module, Refusal, Target,
};

/// Arenas that a process has, at most: glibc makes no more than 8 a core.
const ARENAS_MAX: usize = 1 << 16;

/// The main arena in every module that has one.
pub(super) fn find(target: &Target<'_>) -> Result<Vec<Box<dyn Heap>>, Refusal> {
    let mut heaps: Vec<Box<dyn Heap>> = Vec::new();
    for module in target.modules() {
        if let Some(heap) = in_module(target, &module) {
            heaps.push(Box::new(heap));
        }
    }
    Ok(heaps)
}

fn in_module(target: &Target<'_>, module: &Module<'_>) -> Option<GlibcHeap> {
    let (main, layout) = by_invariants(target, module)?;
    // The arena is where its bins are; symbols only say how it is known.
    let symbols = module.symbols(&|name| name == "main_arena");
    let named = symbols.get("main_arena").filter(|s| s.address == main);
    let found_by = match named {
        Some(_) => symbols.found_by("main_arena"),
        None => FoundBy::Invariants,
    };
    Some(GlibcHeap {
        allocator: Allocator {
            name: "glibc",
            version: version::of(module),
            found_by,
            module: module.name().to_owned(),
        },
        main,
        layout,
        parameters: parameters::find(target, module, main, layout),
    })
}

/// An arena has the heads of its bins side by side, most of them empty and so
/// pointing to themselves, and from it a ring of arenas leads back to it.
fn by_invariants(
    target: &Target<'_>,
    module: &Module<'_>,
) -> Option<(u64, Layout)> {
    let writable = |map: &&Mapping| map.writable && map.private;
    module.mappings().filter(writable).find_map(|map| {
        let words = present(target.memory, map, target.page);
        let heads = candidates(&words, map.span.start);
        heads.into_iter().find_map(|bins| {
            let main = |layout: &Layout| {
                let main = bins.checked_sub(layout.bins)?;
                ring(target.memory, main, *layout)
                    .is_some()
                    .then_some((main, *layout))
            };
            Layout::ALL.iter().find_map(main)
        })
    })
}

/// The words of a module's variables. What cannot be read is left as zeros:
/// no arena lies there.
fn present(memory: &dyn Memory, map: &Mapping, page: u64) -> Vec<u64> {
    /// More than any module has of variables that malloc's could be among.
    const LEN_MAX: u64 = 64 << 20;
    let end = map.span.end.min(map.span.start + LEN_MAX);
    let words = (page / 8) as usize;
    let mut all = Vec::new();
    for at in (map.span.start..end).step_by(page as usize) {
        match memory.words(at, words) {
            Ok(read) => all.extend(read),
            Err(_) => all.resize(all.len() + words, 0),
        }
    }
    all
}

/// Where the heads of 127 bins may begin: each is two words, and an empty
/// one's are both the address 16 bytes before itself.
fn candidates(words: &[u64], start: u64) -> Vec<u64> {
    /// Bins of large chunks are many and mostly empty.
    const EMPTY_MIN: usize = 48;
    let mut empty_before = vec![0u32; words.len() + 2];
    for at in 0..words.len().saturating_sub(1) {
        let address = start + at as u64 * 8;
        let own = address.wrapping_sub(16);
        let empty = words[at] == own && words[at + 1] == own;
        // Counted apart for even and odd words, since a head has two.
        empty_before[at + 2] = empty_before[at] + u32::from(empty);
    }
    let last = words.len().saturating_sub(BINS * 2);
    (0..last)
        .filter(|&at| {
            let count = empty_before[at + BINS * 2] - empty_before[at];
            count as usize >= EMPTY_MIN
        })
        .filter(|&at| {
            let head = |bin: usize| {
                let pair = &words[at + 2 * bin..at + 2 * bin + 2];
                pair.iter().all(|&link| link != 0 && link % 8 == 0)
            };
            (0..BINS).all(head)
        })
        .map(|at| start + at as u64 * 8)
        .collect()
}

/// The arenas from `main` on; `None` where they do not lead back to it.
pub(super) fn ring(
    memory: &dyn Memory,
    main: u64,
    layout: Layout,
) -> Option<Vec<u64>> {
    let mut arenas = vec![main];
    loop {
        let last = *arenas.last()?;
        let next = memory.word(last.checked_add(layout.next())?).ok()?;
        if next == main {
            return Some(arenas);
        }
        if next == 0 || next % 16 != 0 || arenas.len() >= ARENAS_MAX {
            return None;
        }
        arenas.push(next);
    }
}
