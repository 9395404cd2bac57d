//! Chunks that have a mapping of their own, and memory of the main arena that
//! it has by `mmap` because `brk` was refused.

use super::layout::{ALIGNMENT, FLAGS, HEADER, MAPPED, NOT_MAIN};
use super::layout::{Layout, PREVIOUS_IN_USE};
use super::main_heap;
use super::parameters::Parameters;
use super::state::Arena;
use super::steps::Steps;
use super::stretch::Stretch;
use crate::{Mapping, Memory, Refusal, Span, Target, Window};

/// A chunk in a mapping of its own, which may have merged with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MappedChunk {
    /// All of the mapping.
    pub(super) span: Span,
    /// The chunk; behind the start where the program asked for alignment.
    pub(super) address: u64,
}

/// What is sought among the anonymous mappings.
#[derive(Debug)]
pub(super) struct Sought<'a> {
    pub(super) target: &'a Target<'a>,
    pub(super) layout: Layout,
    /// How many chunks there are, if that is known.
    pub(super) parameters: Option<Parameters>,
    pub(super) main: &'a Arena,
    /// Bytes of the main arena that are nowhere yet.
    pub(super) missing: u64,
    /// Memory of arenas, in order.
    pub(super) known: &'a [Span],
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub(super) struct FoundMapped {
    pub(super) chunks: Vec<MappedChunk>,
    pub(super) stretches: Vec<Stretch>,
}

impl FoundMapped {
    pub(super) fn bytes(&self) -> u64 {
        let bytes = |chunk: &MappedChunk| chunk.span.end - chunk.span.start;
        self.chunks.iter().map(bytes).sum()
    }

    fn stretched(&self) -> u64 {
        self.stretches.iter().map(Stretch::len).sum()
    }
}

/// Looks first at where mappings begin, and at what follows there without a
/// gap; then, if something is missing, at every page: the kernel merges
/// neighbours, and the program's own memory may stand before a chunk.
pub(super) fn find(
    sought: &Sought<'_>,
    steps: &mut Steps,
) -> Result<FoundMapped, Refusal> {
    let starts = sought.mappings().map(|span| span.start).collect();
    let mut found = FoundMapped::default();
    for places in [Places::Starts(starts), Places::Pages(sought.target.page)] {
        if sought.is_all(&found) {
            break;
        }
        found = FoundMapped::default();
        for span in sought.spans() {
            sought.search(span, &places, steps, &mut found)?;
        }
    }
    Ok(found)
}

/// Where a chunk may begin.
enum Places {
    /// Where mappings do, in order.
    Starts(Vec<u64>),
    /// At every page, which has so many bytes.
    Pages(u64),
}

impl Places {
    /// The next one behind `at`.
    fn next(&self, at: u64) -> u64 {
        match self {
            Places::Pages(page) => at + page,
            Places::Starts(starts) => {
                let next = starts.partition_point(|&start| start <= at);
                starts.get(next).copied().unwrap_or(u64::MAX)
            }
        }
    }
}

impl Sought<'_> {
    fn is_all(&self, found: &FoundMapped) -> bool {
        self.parameters.is_some_and(|is| {
            is.mapped == found.bytes() && is.maps as usize == found.chunks.len()
        }) && self.missing == found.stretched()
    }

    /// Where mappings are that a chunk may be in.
    fn mappings(&self) -> impl Iterator<Item = &Span> {
        let mappings = self.target.mappings.iter();
        let like = |map: &&Mapping| map.is_heap_like() && map.name != "[heap]";
        mappings.filter(like).map(|map| &map.span)
    }

    /// The anonymous memory that is not known to be of an arena. What touches
    /// is one: a program that advises the kernel on a part of a chunk has its
    /// mapping cut.
    fn spans(&self) -> Vec<Span> {
        let mut joined: Vec<Span> = Vec::new();
        for span in self.mappings() {
            match joined.last_mut() {
                Some(last) if last.end == span.start => last.end = span.end,
                _ => joined.push(span.clone()),
            }
        }
        let mut spans = Vec::new();
        for Span { mut start, end } in joined {
            let inside = |known: &&Span| known.start < end && known.end > start;
            let known: Vec<_> = self.known.iter().filter(inside).collect();
            for known in known {
                if start < known.start {
                    spans.push(start..known.start);
                }
                start = start.max(known.end);
            }
            if start < end {
                spans.push(start..end);
            }
        }
        spans
    }

    fn search(
        &self,
        span: Span,
        places: &Places,
        steps: &mut Steps,
        found: &mut FoundMapped,
    ) -> Result<(), Refusal> {
        let mut window = Window::new(self.target.memory, span.clone());
        let mut at = span.start;
        while at < span.end {
            steps.take()?;
            let rest = at..span.end;
            if let Some(chunk) = self.chunk(&mut window, &rest) {
                at = chunk.span.end;
                found.chunks.push(chunk);
            } else if let Some(stretch) =
                self.stretch(&mut window, &rest, found, steps)
            {
                at = stretch.span.end;
                found.stretches.push(stretch);
            } else {
                at = places.next(at);
            }
        }
        Ok(())
    }

    fn chunk(
        &self,
        window: &mut Window<'_>,
        rest: &Span,
    ) -> Option<MappedChunk> {
        let head = header(window, rest.start)?;
        if head[0] & !1 != 0 {
            return None;
        }
        let base = self.end(rest, 0, head)?;
        let aligned = self.aligned(window, rest, base);
        let (address, end) = aligned.unwrap_or((rest.start, base));
        Some(MappedChunk { span: rest.start..end, address })
    }

    /// The end of a mapping that begins with `rest`, by the header of the
    /// chunk that is `lead` bytes behind.
    fn end(&self, rest: &Span, lead: u64, head: [u64; 2]) -> Option<u64> {
        let [_, size] = head;
        let flags = size & FLAGS;
        let extra =
            if self.layout.mapped_without_header() { HEADER } else { 0 };
        let len = (size & !FLAGS).checked_add(lead)?.checked_add(extra)?;
        let sound = flags == MAPPED
            && len > 0
            && len.is_multiple_of(self.target.page)
            && len <= rest.end - rest.start;
        sound.then(|| rest.start + len)
    }

    /// Where the program asked for alignment, the chunk that it was given
    /// begins behind the one that was mapped, and knows how far.
    fn aligned(
        &self,
        window: &mut Window<'_>,
        rest: &Span,
        end: u64,
    ) -> Option<(u64, u64)> {
        const BITS: std::ops::Range<u32> = 5..48;
        let first = rest.start + HEADER;
        let mut last = first;
        for bits in BITS {
            let object = first.checked_next_multiple_of(1 << bits)?;
            if object >= end {
                break;
            }
            if object == last {
                continue;
            }
            last = object;
            let address = object - HEADER;
            let lead = address - rest.start;
            let head = header_far(self.target.memory, window, address)?;
            if head[0] & !1 == lead
                && let Some(end) = self.end(rest, lead, head)
            {
                return Some((address, end));
            }
        }
        None
    }

    /// Memory of the main arena that begins here: chunks up to a fence or to
    /// the top.
    fn stretch(
        &self,
        window: &mut Window<'_>,
        rest: &Span,
        found: &FoundMapped,
        steps: &mut Steps,
    ) -> Option<Stretch> {
        if self.missing <= found.stretched() {
            return None;
        }
        let [_, size] = header(window, rest.start)?;
        let size = (size & !FLAGS, size & FLAGS);
        let plausible = size.0 >= 2 * ALIGNMENT
            && size.1 & (PREVIOUS_IN_USE | MAPPED | NOT_MAIN)
                == PREVIOUS_IN_USE
            && size.0 <= rest.end - rest.start;
        if !plausible {
            return None;
        }
        let (arena, first) = (self.main.number, rest.start);
        let stretch = Stretch { arena, span: rest.clone(), first };
        let end =
            main_heap::end_of(self.target, self.main, &stretch, steps).ok()?;
        Some(Stretch { span: first..end, ..stretch })
    }
}

fn header(window: &mut Window<'_>, at: u64) -> Option<[u64; 2]> {
    let bytes: [u8; 16] = window.array(at).ok()?;
    let bits = u128::from_le_bytes(bytes);
    Some([bits as u64, (bits >> 64) as u64])
}

/// The same far behind what is read in order, which the window must not leave.
fn header_far(
    memory: &dyn Memory,
    window: &mut Window<'_>,
    at: u64,
) -> Option<[u64; 2]> {
    if window.holds(at, HEADER) {
        return header(window, at);
    }
    let words = memory.words(at, 2).ok()?;
    words.first_chunk().copied()
}
