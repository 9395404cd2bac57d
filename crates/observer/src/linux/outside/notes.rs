//! Where walks read, noted in rehearsals while the process runs: the walk of a
//! moment later reads the same, if one did before it. Where it reads more, that
//! is noted too, and it counts for nothing.

use super::copied::{Copied, PAGE};
use crate::linux::Span;
use crate::linux::pages::total;
use residue_walk::{Mapping, Memory, Unreadable};
use std::cell::{Cell, RefCell};

/// What was read is copied up to multiples of this, as far as it is of one
/// mapping: what an allocator adds meanwhile lies mostly beside what it had.
pub(super) const GRAIN: u64 = 64 << 10;

/// Where memory was read.
#[derive(Debug)]
pub(super) struct Notes {
    spans: RefCell<Vec<Span>>,
    /// Bytes of it that may be copied.
    most: u64,
    /// Bytes that may still be noted.
    left: Cell<u64>,
}

/// Memory of which it is noted where it is read.
pub(super) struct Noted<'a> {
    memory: &'a dyn Memory,
    notes: &'a Notes,
}

impl Notes {
    /// None yet; at most so many bytes are worth to be copied.
    pub(super) fn up_to(most: u64) -> Notes {
        let (spans, left) = (RefCell::default(), Cell::new(most));
        Notes { spans, most, left }
    }

    pub(super) fn add(&self, address: u64, len: u64) {
        let end = address.saturating_add(len);
        let start = address & !(PAGE as u64 - 1);
        let left = self.left.get();
        let mut spans = self.spans.borrow_mut();
        match spans.last_mut() {
            Some(last) if last.start <= start && start <= last.end => {
                let more = end.saturating_sub(last.end);
                self.left.set(left.saturating_sub(more));
                last.end = last.end.max(end);
            }
            _ => {
                self.left.set(left.saturating_sub(end - start));
                spans.push(start..end);
            }
        }
    }

    /// Notes the same anew: what was noted twice is counted once.
    fn tidy(&self, mappings: &[Mapping]) -> Vec<Span> {
        let mut spans = self.spans.borrow_mut();
        *spans = joined(spans.drain(..).collect());
        let widened = spans.iter().map(|span| widen(span, mappings));
        let widened = joined(widened.collect());
        self.left.set(self.most.saturating_sub(total(&widened)));
        widened
    }

    /// Room for a copy of it, and of what lies beside it in its mapping;
    /// `None` if that is too much.
    pub(super) fn room(&self, mappings: &[Mapping]) -> Option<Copied> {
        let spans = self.tidy(mappings);
        (total(&spans) <= self.most).then(|| Copied::of(&spans))
    }

    /// Bytes that room would be for.
    pub(super) fn bytes(&self, mappings: &[Mapping]) -> u64 {
        total(&self.tidy(mappings))
    }
}

/// `span` up to whole grains, as far as its mappings reach.
fn widen(span: &Span, mappings: &[Mapping]) -> Span {
    let mapping = |address: u64| {
        let at = mappings.partition_point(|map| map.span.end <= address);
        let span = &mappings.get(at)?.span;
        span.contains(&address).then_some(span)
    };
    let start = span.start & !(GRAIN - 1);
    let start = mapping(span.start).map(|of| start.max(of.start));
    let end = span.end.checked_next_multiple_of(GRAIN).unwrap_or(span.end);
    let last = span.end.saturating_sub(1);
    let end = mapping(last).map(|of| end.min(of.end));
    start.unwrap_or(span.start)..end.unwrap_or(span.end)
}

/// The same memory in spans that are sorted, and apart from each other.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable_by_key(|span| span.start);
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => {
                last.end = last.end.max(span.end);
            }
            _ => joined.push(span),
        }
    }
    joined
}

impl<'a> Noted<'a> {
    pub(super) fn new(memory: &'a dyn Memory, notes: &'a Notes) -> Noted<'a> {
        Noted { memory, notes }
    }
}

impl Memory for Noted<'_> {
    fn read(&self, address: u64, into: &mut [u8]) -> Result<(), Unreadable> {
        self.notes.add(address, into.len() as u64);
        // Who reads more than is worth to be copied need not go on.
        match self.notes.left.get() {
            0 => Err(Unreadable { address }),
            _ => self.memory.read(address, into),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use residue_walk::{Image, parse_maps};

    const START: u64 = 0x100_0000;
    const LEN: usize = 4 << 20;

    fn mappings() -> Vec<Mapping> {
        let end = START + LEN as u64;
        let line = format!("{START:x}-{end:x} rw-p 00000000 00:00 0 \n");
        parse_maps(&line).unwrap()
    }

    #[test]
    fn nothing_is_copied_outside_of_what_is_mapped() {
        let end = START + LEN as u64;
        let mappings = mappings();
        for (span, wide) in [
            (START..START + 8, START..START + GRAIN),
            (end - 8..end, end - GRAIN..end),
            (START - 8..START, START - 8..START),
            (end..end + 8, end..end + 8),
        ] {
            assert_eq!(widen(&span, &mappings), wide, "{span:x?}");
        }
    }

    /// Who reads all there is need not read it twice.
    #[test]
    fn what_is_not_worth_to_be_copied_is_read_no_further() {
        let mut memory = Image::default();
        memory.add(START, vec![0; LEN]);
        let notes = Notes::up_to(4 * GRAIN);
        let noted = Noted::new(&memory, &notes);
        let all = (START..START + LEN as u64).step_by(PAGE);
        let read = all.map(|at| noted.read(at, &mut [0; PAGE]));
        let read = read.take_while(Result::is_ok).count();
        assert!((1..=4 * GRAIN as usize / PAGE).contains(&read), "{read}");
        assert!(notes.bytes(&mappings()) <= 4 * GRAIN);
        assert!(noted.read(START, &mut [0; 8]).is_err());
    }
}
