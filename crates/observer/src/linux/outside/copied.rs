//! What a walk reads, copied while the process stands still and walked when it
//! goes on: to copy takes a fraction of what it takes to walk, wherever an
//! allocator keeps its tables apart from objects.
//!
//! What will be read is noted in rehearsals, while the process runs: the walk
//! of a moment later reads the same, if one did before it. Where it reads more,
//! that is noted too, and it counts for nothing.

use crate::linux::Span;
use crate::linux::pages::total;
use residue_walk::{Mapping, Memory, Unreadable};
use std::cell::{Cell, RefCell};
use std::fmt::{self, Debug, Formatter};
use std::sync::Mutex;
use std::thread::{available_parallelism, scope};

/// What was read is copied up to multiples of this, as far as it is of one
/// mapping: what an allocator adds meanwhile lies mostly beside what it had.
const GRAIN: u64 = 64 << 10;

/// Bytes of a part, which is copied at once.
const PART: u64 = 512 << 10;

/// Bytes that are unreadable or not, all of them: no page is smaller.
const PAGE: usize = 4096;

/// More threads only wait for memory.
const COPIERS_MAX: usize = 8;

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

/// Memory that was copied, or will be.
#[derive(Debug)]
pub(super) struct Copied {
    /// Sorted, apart from each other.
    parts: Vec<Part>,
}

#[derive(Debug, Default)]
struct Part {
    start: u64,
    bytes: Vec<u8>,
    /// Pages that cannot be read, by number from the start.
    holes: Vec<usize>,
}

/// Memory that was copied, and what is read of a process beside it, which
/// goes on.
pub(super) struct OverCopy<'a> {
    copied: &'a Copied,
    process: &'a dyn Memory,
    missed: &'a Notes,
    /// Whether anything was missed.
    is_short: Cell<bool>,
}

impl Notes {
    /// None yet; at most so many bytes are worth to be copied.
    pub(super) fn up_to(most: u64) -> Notes {
        let (spans, left) = (RefCell::default(), Cell::new(most));
        Notes { spans, most, left }
    }

    fn add(&self, address: u64, len: u64) {
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

impl Copied {
    fn of(spans: &[Span]) -> Copied {
        let mut parts = Vec::new();
        for span in spans {
            for start in (span.start..span.end).step_by(PART as usize) {
                let len = (span.end - start).min(PART);
                // Not zeros, which the kernel would only give as they are
                // written to, when the process stands still.
                let bytes = vec![0xa5; len as usize];
                parts.push(Part { start, bytes, holes: Vec::new() });
            }
        }
        Copied { parts }
    }

    /// Copies all of it from `memory`.
    pub(super) fn fill(&mut self, memory: &(impl Memory + Sync)) {
        let cores = available_parallelism().map_or(1, usize::from);
        let count = cores.min(COPIERS_MAX).min(self.parts.len());
        let parts = Mutex::new(self.parts.iter_mut());
        let next = || parts.lock().ok().and_then(|mut parts| parts.next());
        let copy = || {
            while let Some(part) = next() {
                part.fill(memory);
            }
        };
        scope(|scope| {
            for _ in 1..count {
                scope.spawn(copy);
            }
            copy();
        });
    }

    /// What was copied at `address`, to the end of its part; `None` if it was
    /// not, an error if it could not be.
    fn at(&self, address: u64) -> Option<Result<&[u8], Unreadable>> {
        let after = self.parts.partition_point(|part| part.start <= address);
        let part = self.parts.get(after.checked_sub(1)?)?;
        let offset = (address - part.start) as usize;
        let rest = part.bytes.get(offset..).filter(|rest| !rest.is_empty())?;
        let page = offset / PAGE;
        let hole = part.holes.partition_point(|&hole| hole < page);
        Some(match part.holes.get(hole) {
            None => Ok(rest),
            Some(&hole) if hole == page => Err(Unreadable { address }),
            Some(hole) => Ok(&rest[..hole * PAGE - offset]),
        })
    }
}

impl Part {
    fn fill(&mut self, memory: &impl Memory) {
        if memory.read(self.start, &mut self.bytes).is_ok() {
            return;
        }
        for (number, page) in self.bytes.chunks_mut(PAGE).enumerate() {
            let at = self.start + (number * PAGE) as u64;
            if memory.read(at, page).is_err() {
                self.holes.push(number);
            }
        }
    }
}

impl<'a> OverCopy<'a> {
    /// What is missed is noted in `missed`, and read of `process`.
    pub(super) fn new(
        copied: &'a Copied,
        process: &'a dyn Memory,
        missed: &'a Notes,
    ) -> OverCopy<'a> {
        let is_short = Cell::new(false);
        OverCopy { copied, process, missed, is_short }
    }

    /// Whether something was read that was not copied, and so is of another
    /// moment.
    pub(super) fn is_short(&self) -> bool {
        self.is_short.get()
    }
}

impl Memory for OverCopy<'_> {
    fn read(&self, address: u64, into: &mut [u8]) -> Result<(), Unreadable> {
        let unreadable = Unreadable { address };
        let mut done = 0;
        while done < into.len() {
            let at = address.checked_add(done as u64).ok_or(unreadable)?;
            let Some(copied) = self.copied.at(at) else {
                self.is_short.set(true);
                self.missed.add(address, into.len() as u64);
                return self.process.read(address, into);
            };
            let copied = copied.map_err(|_| unreadable)?;
            let len = copied.len().min(into.len() - done);
            into[done..done + len].copy_from_slice(&copied[..len]);
            done += len;
        }
        Ok(())
    }
}

impl Debug for OverCopy<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OverCopy").field(&self.is_short).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use residue_walk::{Image, parse_maps};

    const START: u64 = 0x100_0000;
    const LEN: usize = 4 << 20;

    fn image(fill: u8) -> Image {
        let mut image = Image::default();
        image.add(START, vec![fill; LEN]);
        image
    }

    fn mappings() -> Vec<Mapping> {
        let end = START + LEN as u64;
        let line = format!("{START:x}-{end:x} rw-p 00000000 00:00 0 \n");
        parse_maps(&line).unwrap()
    }

    /// Room for what is read at these addresses.
    fn room(notes: &Notes, reads: &[u64]) -> Copied {
        let memory = image(0);
        let noted = Noted::new(&memory, notes);
        for &address in reads {
            noted.read(address, &mut [0; 8]).unwrap();
        }
        notes.room(&mappings()).unwrap()
    }

    #[test]
    fn what_was_copied_is_of_the_moment_and_the_rest_is_noted() {
        let notes = Notes::up_to(u64::MAX);
        let far = START + 3 * GRAIN;
        let mut copied = room(&notes, &[START + 0x100, START + 0x10]);
        copied.fill(&image(1));
        let later = image(2);
        let over = OverCopy::new(&copied, &later, &notes);
        let memory: &dyn Memory = &over;
        assert_eq!(memory.array(START + 0x80), Ok([1; 64]));
        assert_eq!(memory.array(START + GRAIN - 64), Ok([1; 64]));
        assert!(!over.is_short());
        // What reaches beyond is of one moment, if it is of another.
        assert_eq!(memory.array(START + GRAIN - 8), Ok([2; 16]));
        assert_eq!(memory.array(far), Ok([2; 8]));
        assert!(over.is_short());
        let mut more = notes.room(&mappings()).unwrap();
        more.fill(&image(3));
        let over = OverCopy::new(&more, &later, &notes);
        let memory: &dyn Memory = &over;
        assert_eq!(memory.array(START + GRAIN - 8), Ok([3; 16]));
        assert_eq!(memory.array(far), Ok([3; 8]));
        assert!(!over.is_short());
    }

    #[test]
    fn a_page_that_cannot_be_read_is_not_one_that_was_not_copied() {
        let notes = Notes::up_to(u64::MAX);
        let mut copied = room(&notes, &[START]);
        let mut torn = Image::default();
        let page = PAGE as u64;
        torn.add(START, vec![4; PAGE]);
        torn.add(START + 2 * page, vec![5; LEN - 2 * PAGE]);
        copied.fill(&torn);
        let later = image(6);
        let over = OverCopy::new(&copied, &later, &notes);
        let memory: &dyn Memory = &over;
        assert_eq!(memory.array(START + page - 8), Ok([4; 8]));
        for address in [START + page - 4, START + page, START + 2 * page - 8] {
            let refused = memory.array::<8>(address);
            assert_eq!(refused, Err(Unreadable { address }));
        }
        assert_eq!(memory.array(START + 2 * page), Ok([5; 8]));
        assert!(!over.is_short());
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
        let memory = image(0);
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
