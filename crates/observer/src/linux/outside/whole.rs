//! A process of which all that it may change is copied while it stands still,
//! and walked when it goes on: a small one stands for less than half the time
//! that a walk of it takes, and what is read need not be foretold.

use super::Outside;
use super::copied::{Copied, room};
use super::look::{OWNERS_GOING_ON, ProcessState, Readers, Walks};
use super::moment::{Read, Stood};
use super::shown::Smaps;
use super::spare::spare;
use super::trace::Traced;
use super::tracked::Tracker;
use super::tries::Tries;
use crate::Error;
use crate::linux::attach::Attached;
use crate::linux::pages::total;
use crate::linux::process::Process;
use residue_walk::{Memory, Nearby, Unreadable};

/// A process at one moment, which goes on.
struct Whole {
    state: ProcessState,
    copied: Copied,
    /// What its tracker, if it has one, had written.
    segment: Option<Attached>,
}

impl Outside {
    /// Stops the process until all of it is copied; `None` if that is too
    /// much.
    pub(super) fn read_whole(
        &mut self,
        stood: &mut Stood,
    ) -> Result<Option<Read>, Error> {
        if self.found.heaps.is_empty() {
            return Ok(None);
        }
        // Its page tables are not asked yet: as long as it goes on they may
        // differ from what it maps, which may be most of all addresses.
        let status = self.process.status()?;
        let (bytes, most) = (status.anonymous, spare());
        let bytes = bytes.filter(|&bytes| bytes <= most && status.swapped == 0);
        let Some(bytes) = bytes else { return Ok(None) };
        // It may grow until it is stopped.
        let mut room = self.room_for(bytes + bytes / 8);
        let mut tries = Tries::new();
        loop {
            let before = stood.time;
            let whole = self.copy_whole(room, most, stood)?;
            let Some(mut whole) = whole else { return Ok(None) };
            let with = self.readers();
            let mut walks = whole.walk(&with, &self.process)?;
            room = whole.copied.into_room();
            if !tries.again(&mut walks, stood.time - before) {
                self.room = room;
                return Ok(Some((whole.state, walks)));
            }
        }
    }

    /// The room of the look before, if it is enough: to get it anew takes as
    /// long as to copy there.
    fn room_for(&mut self, bytes: u64) -> Vec<u8> {
        let kept = std::mem::take(&mut self.room);
        if kept.len() as u64 >= bytes { kept } else { room(bytes) }
    }

    fn copy_whole(
        &mut self,
        room: Vec<u8>,
        most: u64,
        stood: &mut Stood,
    ) -> Result<Option<Whole>, Error> {
        let traced = Traced::stop(&self.process)?;
        let copied = self.copy_standing(&traced, room, most);
        stood.time += traced.stood();
        drop(traced);
        // One that ended meanwhile may have shown half of itself.
        self.process.verify()?;
        let Some(mut whole) = copied? else { return Ok(None) };
        stood.copied += whole.copied.len();
        whole.state.complete()?;
        Ok(Some(whole))
    }

    fn copy_standing(
        &mut self,
        traced: &Traced,
        room: Vec<u8>,
        most: u64,
    ) -> Result<Option<Whole>, Error> {
        let state = self.state(traced.threads(), Smaps::Later)?;
        let spans = state.changeable();
        if total(&spans) > most || state.is_swapped() {
            return Ok(None);
        }
        let mut copied = Copied::in_room(&spans, room);
        state.copy(&self.files, &mut copied)?;
        let segment = self.segment.as_mut();
        let segment = segment.map(|of| of.frozen(&self.process)).transpose()?;
        Ok(Some(Whole { state, copied, segment }))
    }
}

/// All memory of a process at one moment.
struct CopiedWhole<'a> {
    copied: &'a Copied,
    /// Where what was not copied is read. It does not change: it is constants,
    /// and what is not resident, which is not read of the process.
    beside: &'a dyn Memory,
}

impl Memory for CopiedWhole<'_> {
    fn read(&self, address: u64, into: &mut [u8]) -> Result<(), Unreadable> {
        let unreadable = Unreadable { address };
        let mut done = 0;
        while done < into.len() {
            let at = address.checked_add(done as u64).ok_or(unreadable)?;
            let left = &mut into[done..];
            let len = match self.copied.at(at) {
                Some(copied) => {
                    let copied = copied.map_err(|_| unreadable)?;
                    let len = copied.len().min(left.len());
                    left[..len].copy_from_slice(&copied[..len]);
                    len
                }
                None => {
                    let gap = self.copied.begin_after(at) - at;
                    let len = usize::try_from(gap).unwrap_or(usize::MAX);
                    let len = len.min(left.len());
                    let read = self.beside.read(at, &mut left[..len]);
                    read.map_err(|_| unreadable)?;
                    len
                }
            };
            done += len;
        }
        Ok(())
    }
}

impl Whole {
    fn walk(
        &mut self,
        with: &Readers<'_>,
        process: &Process,
    ) -> Result<Walks, Error> {
        let tracker = self.segment.as_mut();
        let tracker = tracker.map(|of| Tracker::read(of, process));
        let tracker = tracker.transpose()?;
        let beside = self.state.memory(with.files())?;
        let copied = CopiedWhole { copied: &self.copied, beside: &beside };
        let memory = Nearby::new(&copied);
        Ok(self.state.walk_all(
            with,
            [&memory, &memory],
            tracker,
            OWNERS_GOING_ON,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use residue_walk::Image;

    const START: u64 = 0x10_0000;
    const PAGE: u64 = 4096;

    fn image(fill: u8) -> Image {
        let mut image = Image::default();
        image.add(START, vec![fill; 8 * PAGE as usize]);
        image
    }

    /// Whatever a read begins or ends in.
    #[test]
    fn no_byte_that_was_copied_is_of_a_later_moment() {
        let spans = [2, 3, 6].map(|page| START + page * PAGE);
        let spans = spans.map(|start| start..start + PAGE);
        let mut copied = Copied::of(&spans);
        copied.fill(&image(1));
        let later = image(2);
        let whole = CopiedWhole { copied: &copied, beside: &later };
        let is_copied = |at: &u64| spans.iter().any(|span| span.contains(at));
        for first in (0..8 * PAGE).step_by(1000) {
            for len in [1, 8, 3000, 10_000] {
                let from = START + first;
                let mut seen = vec![0; len.min((8 * PAGE - first) as usize)];
                whole.read(from, &mut seen).unwrap();
                let expected = (from..).take(seen.len());
                let expected: Vec<u8> = expected
                    .map(|at| if is_copied(&at) { 1 } else { 2 })
                    .collect();
                assert!(seen == expected, "{len} from {first}");
            }
        }
        let behind = whole.read(START + 8 * PAGE - 4, &mut [0; 8]);
        assert!(behind.is_err());
    }
}
