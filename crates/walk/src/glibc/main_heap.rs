//! The memory of the main arena that it has by `brk`.

use super::chain;
use super::layout::ALIGNMENT;
use super::parameters::Parameters;
use super::state::Arena;
use super::steps::Steps;
use super::stretch::Stretch;
use crate::{Refusal, Span, Target};

/// What the main arena has in the program's data segment.
#[derive(Clone, Debug, Default)]
pub(super) struct ByBrk {
    pub(super) stretches: Vec<Stretch>,
    /// Bytes between them that the program took for itself, which malloc
    /// counts as its own where it goes on behind them.
    pub(super) foreign: u64,
}

/// Walks from where malloc began, from stretch to stretch, to the top, or to
/// the last fence where the top is elsewhere.
pub(super) fn by_brk(
    target: &Target<'_>,
    arena: &Arena,
    parameters: Option<Parameters>,
    steps: &mut Steps,
) -> Result<ByBrk, Refusal> {
    let mut found = ByBrk::default();
    let Some(heap) = heap(target) else { return Ok(found) };
    let begin = match parameters {
        // Where `brk` was refused from the start, it began elsewhere.
        Some(is) if !heap.contains(&is.start) => return Ok(found),
        Some(is) => is.start,
        None => heap.start,
    };
    let mut first = begin.next_multiple_of(ALIGNMENT);
    let mut start = first.min(begin);
    while heap.contains(&first) {
        let span = start..heap.end;
        let stretch = Stretch { arena: arena.number, span, first };
        let end = end_of(target, arena, &stretch, steps)?;
        found.stretches.push(Stretch { span: start..end, ..stretch });
        if (start..end).contains(&arena.top) {
            break;
        }
        let Some(next) = next(target, arena, end..heap.end, steps)? else {
            break;
        };
        found.foreign += next - end;
        (start, first) = (next, next);
    }
    Ok(found)
}

/// Where a stretch ends that begins with chunks.
pub(super) fn end_of(
    target: &Target<'_>,
    arena: &Arena,
    stretch: &Stretch,
    steps: &mut Steps,
) -> Result<u64, Refusal> {
    let bounds = stretch.bounds(arena, target.page);
    chain::walk(target.memory, &bounds, steps, |_| Ok(()))
}

/// The data segment, which may be several mappings.
pub(super) fn heap(target: &Target<'_>) -> Option<Span> {
    let mut parts = target.mappings.iter().filter(|map| map.name == "[heap]");
    let mut heap = parts.next()?.span.clone();
    for part in parts {
        if part.span.start == heap.end {
            heap.end = part.span.end;
        }
    }
    Some(heap)
}

/// The first place in `rest` from which chunks lead to the arena's top. It is
/// only sought where the top is there.
fn next(
    target: &Target<'_>,
    arena: &Arena,
    rest: Span,
    steps: &mut Steps,
) -> Result<Option<u64>, Refusal> {
    if !rest.contains(&arena.top) {
        return Ok(None);
    }
    let places = (rest.start.next_multiple_of(ALIGNMENT)..=arena.top)
        .step_by(ALIGNMENT as usize);
    for first in places {
        let span = first..rest.end;
        let stretch = Stretch { arena: arena.number, span, first };
        match end_of(target, arena, &stretch, steps) {
            Ok(_) => return Ok(Some(first)),
            Err(_) => steps.take()?,
        }
    }
    Ok(None)
}
