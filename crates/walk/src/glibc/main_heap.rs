//! The memory of the main arena that it has by `brk`.

use super::chain;
use super::layout::{ALIGNMENT, FLAGS};
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

/// How it is found out where the stretches of the data segment end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// There is one, from where malloc began to the end of the top, if that is
    /// as much as malloc counts: it is walked only once. Where the program
    /// took some of the segment for itself, malloc counts that along, and
    /// there are more.
    Assumed,
    /// Each is walked to its end first.
    Walked,
}

/// Walks from where malloc began, from stretch to stretch, to the top, or to
/// the last fence where the top is elsewhere.
pub(super) fn by_brk(
    target: &Target<'_>,
    arena: &Arena,
    parameters: Option<Parameters>,
    ends: Ends,
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
    let whole = || whole(target, arena, start..heap.end);
    if let Some(span) = (ends == Ends::Assumed).then(whole).flatten() {
        let stretch = Stretch { arena: arena.number, span, first };
        found.stretches.push(stretch);
        return Ok(found);
    }
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

/// The stretch from the beginning of `heap` to the end of the top, if it is as
/// long as malloc says that all its memory is.
fn whole(target: &Target<'_>, arena: &Arena, heap: Span) -> Option<Span> {
    const SIZE: u64 = 8;
    if !heap.contains(&arena.top) {
        return None;
    }
    let size = target.memory.word(arena.top.checked_add(SIZE)?).ok()? & !FLAGS;
    let end = arena.top.checked_add(size)?;
    let fits = end <= heap.end && end - heap.start == arena.system;
    fits.then_some(heap.start..end)
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
