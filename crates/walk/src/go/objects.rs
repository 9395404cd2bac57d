//! Which objects of a span are allocated.

use super::find::Globals;
use super::span::SpanRecord;
use super::spans::Spans;
use crate::{Memory, Refusal};

/// How the place of an object is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ObjectUse {
    Live,
    /// Found dead by the last collection, and not yet free.
    Unswept,
    Free,
}

/// What there is to know of the objects of a span.
#[derive(Clone, Debug)]
pub(super) struct SpanObjects {
    pub(super) all: Vec<ObjectUse>,
    /// Allocated ones, a count.
    pub(super) allocated: u64,
    /// Whether the last collection has found some of them dead, and does not
    /// say which.
    pub(super) is_uncertain: bool,
}

impl SpanObjects {
    pub(super) fn read(
        memory: &dyn Memory,
        record: &SpanRecord,
        spans: &Spans,
        globals: &Globals,
    ) -> Result<SpanObjects, Refusal> {
        let is_swept = is_swept(record.generation, spans.generation)?;
        let count = record.objects as usize;
        let allocated = match record.free_index < record.objects {
            true => bits(memory, record.allocated, count)?,
            false => Vec::new(),
        };
        let marked = match is_swept || !globals.layout.has_marks {
            true => Vec::new(),
            false => bits(memory, record.marked, count)?,
        };
        let use_of = |index: usize| {
            let is_allocated =
                (index as u64) < record.free_index || is_set(&allocated, index);
            match is_allocated {
                false => ObjectUse::Free,
                true if marked.is_empty() || is_set(&marked, index) => {
                    ObjectUse::Live
                }
                true => ObjectUse::Unswept,
            }
        };
        let all: Vec<ObjectUse> = (0..count).map(use_of).collect();
        let free = all.iter().filter(|object| **object == ObjectUse::Free);
        let allocated = record.objects - free.count() as u64;
        let is_uncertain = !is_swept && !globals.layout.has_marks;
        Ok(SpanObjects { all, allocated, is_uncertain })
    }
}

/// Whether a span of this generation is swept, where it is `now`.
fn is_swept(generation: u32, now: u32) -> Result<bool, Refusal> {
    match generation.wrapping_sub(now).cast_signed() {
        // Swept, or swept and then in the cache of a processor.
        0 | 3 => Ok(true),
        // Not yet, and so too what was in a cache before.
        -2 | 1 => Ok(false),
        -1 => {
            let what = "a span is being swept".to_owned();
            Err(Refusal::Busy { what })
        }
        _ => Err(Refusal::inconsistent("a span is of no collection")),
    }
}

fn bits(
    memory: &dyn Memory,
    address: u64,
    count: usize,
) -> Result<Vec<u8>, Refusal> {
    let mut bytes = vec![0; count.div_ceil(8)];
    memory.read(address, &mut bytes)?;
    Ok(bytes)
}

fn is_set(bits: &[u8], index: usize) -> bool {
    bits.get(index / 8).is_some_and(|byte| byte >> (index % 8) & 1 != 0)
}
