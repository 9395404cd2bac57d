//! Where a module keeps musl's context: by a symbol, or by the secret that it
//! shares with its areas.

use super::context::{AREA_HEAD, INIT_DONE, SIZE};
use super::version;
use crate::{FoundBy, Mapping, Module, Nearby, Refusal, Span, Target};

/// musl's allocator in a module.
#[derive(Clone, Copy, Debug)]
pub(super) struct ContextAddress {
    /// Where `struct malloc_context` is.
    pub(super) context: u64,
    pub(super) found_by: FoundBy,
}

const CONTEXT: &str = "__malloc_context";
/// Functions of the allocator that was musl's before.
const OLD: [&str; 2] = ["__expand_heap", "__bin_chunk"];

/// Bytes of variables that are searched, and how many at a time.
const SEARCHED: u64 = 16 << 20;
const PIECE: u64 = 64 << 10;

/// musl's place in `module`, if it is there and in use.
pub(super) fn find(
    target: &Target<'_>,
    module: &Module<'_>,
) -> Result<Option<ContextAddress>, Refusal> {
    let wanted = |name: &str| name == CONTEXT || OLD.contains(&name);
    let symbols = module.symbols(&wanted);
    if let Some(context) = symbols.get(CONTEXT) {
        let found_by = symbols.found_by(CONTEXT);
        return Ok(Some(ContextAddress { context: context.address, found_by }));
    }
    if let Some(what) = old(module, !symbols.is_empty()) {
        return Err(Refusal::Unknown { what });
    }
    let context = by_invariants(target, module);
    let found_by = FoundBy::Invariants;
    match context {
        Some(context) => Ok(Some(ContextAddress { context, found_by })),
        None => match unknown(target, module) {
            Some(what) => Err(Refusal::Unknown { what }),
            None => Ok(None),
        },
    }
}

/// What the library has in place of the allocator that is known, if nothing
/// takes the place of both: its loader allocates in any program.
fn unknown(target: &Target<'_>, module: &Module<'_>) -> Option<String> {
    version::is_library(module).then_some(())?;
    const MALLOC: &str = "malloc";
    let others = target.modules().filter(|of| of.name() != module.name());
    let is_replaced = |of: Module<'_>| {
        of.symbols(&|name| name == MALLOC).get(MALLOC).is_some()
    };
    let in_use = !others.into_iter().any(is_replaced);
    let version = version::of(module).unwrap_or_default();
    in_use.then(|| {
        format!(
            "the allocator of musl {version}, which does not show the \
             structures of mallocng,"
        )
    })
}

/// The allocator that musl had before, if it is there.
fn old(module: &Module<'_>, has_its_functions: bool) -> Option<String> {
    let version = version::of(module);
    let is_before = version.as_deref().is_some_and(version::is_before_mallocng);
    let name = version.map_or("musl".to_owned(), |of| format!("musl {of}"));
    let is_old = has_its_functions || is_before;
    is_old.then(|| {
        format!(
            "the allocator of {name}, which is the one from before 1.2.1 \
             (`oldmalloc`),"
        )
    })
}

fn by_invariants(target: &Target<'_>, module: &Module<'_>) -> Option<u64> {
    let nearby = Nearby::new(target.memory);
    let target = Target { memory: &nearby, ..*target };
    let variables = module.mappings().filter(|map| map.writable);
    let mut left = SEARCHED;
    for map in variables {
        let starts = map.span.clone().step_by(PIECE as usize);
        for start in starts {
            left = left.checked_sub(PIECE)?;
            let end = map.span.end.min(start + PIECE + SIZE);
            if let Some(found) = in_piece(&target, start..end) {
                return Some(found);
            }
        }
    }
    None
}

fn in_piece(target: &Target<'_>, piece: Span) -> Option<u64> {
    let count = ((piece.end - piece.start) / 8) as usize;
    let words = target.memory.words(piece.start, count).ok()?;
    let head = (AREA_HEAD / 8) as usize;
    let mut places = words.windows((SIZE / 8) as usize).enumerate();
    let found = places.find(|(_, words)| {
        let [head, tail] = [words[head], words[head + 1]];
        words[(INIT_DONE / 8) as usize] as u32 == 1
            && is_area(target, head, words[0])
            && is_area(target, tail, words[0])
    });
    found.map(|(at, _)| piece.start + at as u64 * 8)
}

/// Whether an area that bears `secret` is at `address`.
fn is_area(target: &Target<'_>, address: u64, secret: u64) -> bool {
    address != 0
        && secret != 0
        && address.is_multiple_of(super::areas::SIZE)
        && target.mapping_at(address).is_some_and(Mapping::is_heap_like)
        && target.memory.word(address) == Ok(secret)
}
