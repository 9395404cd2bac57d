//! Memory of a process, copied while it stands still and walked when it goes
//! on: to copy takes a fraction of what it takes to walk.

use super::notes::Notes;
use crate::linux::Span;
use crate::linux::pages::total;
use residue_walk::{Memory, Unreadable};
use std::cell::Cell;
use std::fmt::{self, Debug, Formatter};
use std::sync::Mutex;
use std::thread::{available_parallelism, scope};

/// Bytes of a part, which is copied at once.
const PART: u64 = 512 << 10;

/// Bytes that are unreadable or not, all of them: no page is smaller.
pub(super) const PAGE: usize = 4096;

/// More threads only wait for memory.
const COPIERS_MAX: usize = 8;

/// Memory that was copied, or will be.
#[derive(Debug)]
pub(super) struct Copied {
    /// Sorted, apart from each other.
    parts: Vec<Part>,
    /// What is in the parts, one after the other.
    bytes: Vec<u8>,
}

#[derive(Debug, Default)]
struct Part {
    start: u64,
    /// Where its bytes begin, and how many they are.
    at: usize,
    len: usize,
    /// Pages that cannot be read, by number from the start.
    holes: Vec<usize>,
}

/// Room for so many bytes. It is not of zeros, which the kernel would only
/// give as they are written to, when the process stands still.
pub(super) fn room(bytes: u64) -> Vec<u8> {
    vec![0xa5; bytes as usize]
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

impl Copied {
    /// Nothing of `spans` yet, which are sorted and apart from each other.
    pub(super) fn of(spans: &[Span]) -> Copied {
        Copied::in_room(spans, room(total(spans)))
    }

    /// The same, in `room` that was made before.
    pub(super) fn in_room(spans: &[Span], room: Vec<u8>) -> Copied {
        let (mut parts, mut at, mut bytes) = (Vec::new(), 0, room);
        for span in spans {
            for start in (span.start..span.end).step_by(PART as usize) {
                let len = (span.end - start).min(PART) as usize;
                parts.push(Part { start, at, len, holes: Vec::new() });
                at += len;
            }
        }
        if bytes.len() < at {
            bytes.resize(at, 0);
        }
        Copied { parts, bytes }
    }

    /// Bytes of it.
    pub(super) fn len(&self) -> u64 {
        self.parts.iter().map(|part| part.len as u64).sum()
    }

    /// The room, for another copy.
    pub(super) fn into_room(self) -> Vec<u8> {
        self.bytes
    }

    /// Copies all of it from `memory`.
    pub(super) fn fill(&mut self, memory: &(impl Memory + Sync)) {
        let cores = available_parallelism().map_or(1, usize::from);
        let count = cores.min(COPIERS_MAX).min(self.parts.len());
        let mut rest = self.bytes.as_mut_slice();
        let parts = self.parts.iter_mut().map(|part| {
            let (own, after) = std::mem::take(&mut rest).split_at_mut(part.len);
            rest = after;
            (part, own)
        });
        let parts = Mutex::new(parts);
        let next = || parts.lock().ok().and_then(|mut parts| parts.next());
        let copy = || {
            while let Some((part, bytes)) = next() {
                part.fill(bytes, memory);
            }
        };
        scope(|scope| {
            for _ in 1..count {
                scope.spawn(copy);
            }
            copy();
        });
    }

    /// Where that begins which was copied behind `address`, or the end of all
    /// addresses.
    pub(super) fn begin_after(&self, address: u64) -> u64 {
        let after = self.parts.partition_point(|part| part.start <= address);
        self.parts.get(after).map_or(u64::MAX, |part| part.start)
    }

    /// What was copied at `address`, to the end of its part; `None` if it was
    /// not, an error if it could not be.
    pub(super) fn at(&self, address: u64) -> Option<Result<&[u8], Unreadable>> {
        let after = self.parts.partition_point(|part| part.start <= address);
        let part = self.parts.get(after.checked_sub(1)?)?;
        let offset = (address - part.start) as usize;
        let bytes = &self.bytes[part.at..part.at + part.len];
        let rest = bytes.get(offset..).filter(|rest| !rest.is_empty())?;
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
    fn fill(&mut self, bytes: &mut [u8], memory: &impl Memory) {
        if memory.read(self.start, bytes).is_ok() {
            return;
        }
        for (number, page) in bytes.chunks_mut(PAGE).enumerate() {
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
    use crate::linux::outside::notes::{GRAIN, Noted};
    use residue_walk::{Image, Mapping, parse_maps};

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
}
