//! What memory is Go's: arenas, as far as they are mapped, less the stacks.

use super::find::Globals;
use super::spans::Spans;
use crate::{Mapping, Memory, Refusal, Span, Target};

/// Bytes of an arena.
const ARENA: u64 = 64 << 20;
/// Where the first arena would be: x86-64 has addresses below 0.
const FIRST: u64 = match cfg!(target_arch = "x86_64") {
    true => 0xffff_8000_0000_0000,
    false => 0,
};

/// Bytes behind the list of spans in which that of arenas stands.
const BEHIND: std::ops::RangeInclusive<u64> = 32..=512;
/// More arenas than there are.
const ARENAS_MAX: u64 = 1 << 22;

/// The stretches of memory that the heap is in, in order and apart.
pub(super) fn read(
    target: &Target<'_>,
    globals: &Globals,
    spans: &Spans,
) -> Result<Vec<Span>, Refusal> {
    let mut arenas = None;
    for offset in BEHIND.step_by(8) {
        arenas = list(target.memory, globals.spans + offset, spans)?;
        if arenas.is_some() {
            break;
        }
    }
    let arenas = arenas.ok_or_else(|| {
        Refusal::inconsistent("no list of arenas holds all of its spans")
    })?;
    let mut found = Vec::new();
    for mapped in mapped(target.mappings) {
        let first = arenas.partition_point(|arena| arena.end <= mapped.start);
        let reached = arenas[first..].iter();
        let reached = reached.take_while(|arena| arena.start < mapped.end);
        for arena in reached {
            let part = arena.start.max(mapped.start)..arena.end.min(mapped.end);
            join(&mut found, part);
        }
    }
    Ok(without_stacks(&found, spans))
}

/// The arenas of the list at `address`, if all spans lie in them.
fn list(
    memory: &dyn Memory,
    address: u64,
    spans: &Spans,
) -> Result<Option<Vec<Span>>, Refusal> {
    let words = memory.words(address, 3)?;
    let (list, len, room) = (words[0], words[1], words[2]);
    if list == 0 || len == 0 || len > room || room > ARENAS_MAX {
        return Ok(None);
    }
    let Ok(mut numbers) = memory.words(list, len as usize) else {
        return Ok(None);
    };
    numbers.sort_unstable();
    let mut arenas = Vec::new();
    for number in numbers {
        let start = number.wrapping_mul(ARENA).wrapping_add(FIRST);
        let Some(end) = start.checked_add(ARENA) else { return Ok(None) };
        join(&mut arenas, start..end);
    }
    let holds = |span: &Span| {
        let at = arenas.partition_point(|arena| arena.end <= span.start);
        let arena: Option<&Span> = arenas.get(at);
        arena.is_some_and(|of| of.start <= span.start && span.end <= of.end)
    };
    let holds_all = spans.all.iter().all(|record| holds(&record.span()));
    Ok(holds_all.then_some(arenas))
}

/// Adds what follows, or begins where the last ends.
fn join(spans: &mut Vec<Span>, next: Span) {
    match spans.last_mut() {
        Some(last) if last.end >= next.start => last.end = next.end,
        _ => spans.push(next),
    }
}

/// Memory that may be the heap's, joined where mappings touch: the kernel
/// parts what it is told to map with huge pages.
fn mapped(mappings: &[Mapping]) -> Vec<Span> {
    let mut spans = Vec::new();
    for mapping in mappings.iter().filter(|map| map.is_heap_like()) {
        join(&mut spans, mapping.span.clone());
    }
    spans
}

fn without_stacks(memory: &[Span], spans: &Spans) -> Vec<Span> {
    let stacks = spans.all.iter().filter(|record| record.is_stack());
    let mut stacks = stacks.map(|record| record.span()).peekable();
    let mut found = Vec::new();
    for span in memory {
        let mut at = span.start;
        while let Some(stack) = stacks.next_if(|stack| stack.end <= span.end) {
            if at < stack.start {
                found.push(at..stack.start);
            }
            at = at.max(stack.end);
        }
        if at < span.end {
            found.push(at..span.end);
        }
    }
    found
}
