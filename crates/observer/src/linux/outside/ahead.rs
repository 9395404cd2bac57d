//! Memory that other threads read before it is asked for. To copy a page takes
//! longer than to walk what is on it, and the cores of a process that stands
//! still are idle.

use residue_walk::{Mapping, Memory, Unreadable};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Scope, available_parallelism};

/// Bytes that are read at once.
const BLOCK: u64 = 256 << 10;

/// Who asks for so much at once goes on behind it: reads grow only where
/// memory is read in order.
const IN_ORDER: usize = 128 << 10;

/// Between what was asked for and what is asked for next may lie a header that
/// both need.
const GAP: u64 = 4 << 10;

/// More threads only wait for memory.
const READERS_MAX: usize = 8;

/// Blocks that are read ahead at most, for each thread.
const DEPTH: usize = 2;

/// Memory that is read ahead where it is read in order.
#[derive(Debug)]
pub(super) struct Ahead<'a, M> {
    memory: &'a M,
    mappings: &'a [Mapping],
    readers: Vec<Sender<Job>>,
    blocks: RefCell<Blocks>,
}

/// What is read ahead, in order, without a gap.
#[derive(Debug, Default)]
struct Blocks {
    queue: VecDeque<Block>,
    /// How many were asked for so far.
    asked: usize,
    /// Memory for more: to get it anew takes as long as to copy there.
    spare: Vec<Vec<u8>>,
}

#[derive(Debug)]
struct Block {
    start: u64,
    end: u64,
    bytes: Bytes,
}

#[derive(Debug)]
enum Bytes {
    Coming(Receiver<Option<Vec<u8>>>),
    Here(Vec<u8>),
}

#[derive(Debug)]
struct Job {
    start: u64,
    bytes: Vec<u8>,
    answer: Sender<Option<Vec<u8>>>,
}

impl<'a, M: Memory + Sync> Ahead<'a, M> {
    /// Starts the threads, which end when this is dropped.
    pub(super) fn new<'scope>(
        memory: &'a M,
        mappings: &'a [Mapping],
        scope: &'scope Scope<'scope, '_>,
    ) -> Ahead<'a, M>
    where
        'a: 'scope,
    {
        let cores = available_parallelism().map_or(1, usize::from);
        let count = if cores > 1 { cores.min(READERS_MAX) } else { 0 };
        let readers = (0..count).map(|_| {
            let (sender, jobs) = channel::<Job>();
            scope.spawn(move || jobs.iter().for_each(|job| job.run(memory)));
            sender
        });
        let (readers, blocks) = (readers.collect(), RefCell::default());
        Ahead { memory, mappings, readers, blocks }
    }

    /// Asks for what follows `address`, up to the end of its mapping.
    fn order(&self, blocks: &mut Blocks, address: u64) {
        let behind = blocks.queue.back().map_or(address, |last| last.end);
        let at = self.mappings.partition_point(|map| map.span.end <= behind);
        let Some(mapping) = self.mappings.get(at) else { return };
        if !mapping.readable || !mapping.span.contains(&behind) {
            return;
        }
        let (mut start, last) = (behind, mapping.span.end);
        while start < last && blocks.queue.len() < self.readers.len() * DEPTH {
            let end = (start + BLOCK).min(last);
            let reader = &self.readers[blocks.asked % self.readers.len()];
            let mut bytes = blocks.spare.pop().unwrap_or_default();
            bytes.resize((end - start) as usize, 0);
            let (answer, coming) = channel();
            if reader.send(Job { start, bytes, answer }).is_err() {
                return;
            }
            blocks.asked += 1;
            let bytes = Bytes::Coming(coming);
            blocks.queue.push_back(Block { start, end, bytes });
            start = end;
        }
    }
}

impl Job {
    fn run<M: Memory>(mut self, memory: &M) {
        let read = memory.read(self.start, &mut self.bytes).is_ok();
        // Nobody waits for what was passed over.
        let _ = self.answer.send(read.then_some(self.bytes));
    }
}

impl Blocks {
    /// Leaves out what lies before `address`; whether it is in the first
    /// block, or a little before.
    fn go_to(&mut self, address: u64) -> bool {
        while self.queue.front().is_some_and(|block| block.end <= address) {
            let block = self.queue.pop_front();
            if let Some(Bytes::Here(bytes)) = block.map(|block| block.bytes) {
                self.spare.push(bytes);
            }
        }
        let first = self.queue.front();
        let leads = first.is_some_and(|of| of.start <= address + GAP);
        if !leads {
            self.queue.clear();
        }
        leads
    }

    /// Fills the beginning of `into` with what is at `address`; returns how
    /// much.
    fn copy(&mut self, address: u64, into: &mut [u8]) -> Option<usize> {
        let holds = |of: &&mut Block| (of.start..of.end).contains(&address);
        let block = self.queue.iter_mut().find(holds)?;
        let offset = (address - block.start) as usize;
        let bytes = block.bytes.wait()?.get(offset..)?;
        let len = bytes.len().min(into.len());
        into[..len].copy_from_slice(&bytes[..len]);
        Some(len)
    }
}

impl Bytes {
    /// `None` if they could not be read.
    fn wait(&mut self) -> Option<&[u8]> {
        if let Bytes::Coming(coming) = self {
            *self = Bytes::Here(coming.recv().ok()??);
        }
        match self {
            Bytes::Here(bytes) => Some(bytes),
            Bytes::Coming(_) => None,
        }
    }
}

impl<M: Memory + Sync> Memory for Ahead<'_, M> {
    fn read(&self, address: u64, into: &mut [u8]) -> Result<(), Unreadable> {
        let unreadable = Unreadable { address };
        let end = address.checked_add(into.len() as u64);
        let end = end.ok_or(unreadable)?;
        if into.len() < IN_ORDER || self.readers.is_empty() {
            return self.memory.read(address, into);
        }
        let mut blocks = self.blocks.borrow_mut();
        let mut done = 0;
        if blocks.go_to(address) {
            let first = blocks.queue.front().map_or(address, |of| of.start);
            let before = first.saturating_sub(address) as usize;
            done = before.min(into.len());
            let before = &mut into[..done];
            self.memory.read(address, before).map_err(|_| unreadable)?;
        }
        while done < into.len() {
            let at = address + done as u64;
            match blocks.copy(at, &mut into[done..]) {
                Some(len) => done += len,
                None => {
                    blocks.queue.clear();
                    self.order(&mut blocks, end);
                    let rest = &mut into[done..];
                    self.memory.read(at, rest).map_err(|_| unreadable)?;
                    break;
                }
            }
        }
        self.order(&mut blocks, end);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use residue_walk::{Image, parse_maps};
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
    use std::thread;

    const START: u64 = 0x10_0000;
    const LEN: u64 = 8 << 20;

    /// Counts bytes that are read.
    struct Counted {
        image: Image,
        bytes: AtomicU64,
    }

    impl Memory for Counted {
        fn read(&self, at: u64, into: &mut [u8]) -> Result<(), Unreadable> {
            self.bytes.fetch_add(into.len() as u64, Relaxed);
            self.image.read(at, into)
        }
    }

    /// Reads spans, each of which must be what the image says; returns how
    /// many bytes were read of the image.
    fn read(spans: impl Iterator<Item = (u64, u64)>) -> u64 {
        let bytes = (0..LEN).map(|at| (at ^ at >> 8 ^ at >> 16) as u8);
        let mut image = Image::default();
        image.add(START, bytes.collect());
        let counted = Counted { image, bytes: AtomicU64::new(0) };
        let maps = format!(
            "{START:x}-{:x} rw-p 00000000 00:00 0 \n",
            START + LEN + 4096
        );
        let mappings = parse_maps(&maps).unwrap();
        thread::scope(|scope| {
            let ahead = Ahead::new(&counted, &mappings, scope);
            for (at, len) in spans {
                let mut seen = vec![0; len as usize];
                let mut is = vec![0; len as usize];
                let answer = ahead.read(at, &mut seen);
                assert_eq!(answer, counted.image.read(at, &mut is));
                assert!(answer.is_err() || seen == is, "{at:#x} and {len}");
            }
        });
        counted.bytes.into_inner()
    }

    #[test]
    fn what_is_read_in_order_is_read_once_and_right() {
        let len = 256 << 10;
        let all = (START..START + LEN).step_by(len as usize);
        let bytes = read(all.map(|at| (at, len)));
        // The last block does not end where the image does.
        assert!((LEN..LEN + 2 * BLOCK).contains(&bytes), "{bytes}");
    }

    #[test]
    fn reads_that_overlap_or_leave_gaps_are_right() {
        let len = 200 << 10;
        for step in [len - 16, len - 5000, len + 24, len + 9000, 3 * len] {
            let all = (START + 8..START + LEN - len).step_by(step as usize);
            read(all.map(|at| (at, len)));
        }
    }

    #[test]
    fn reads_in_any_order_are_right_and_of_nothing_an_error() {
        let mut at = 0;
        read((0..300).map(|number: u64| {
            at = (at + number * number * 4099) % LEN;
            (START + at, (number % 5 + 1) * (60 << 10))
        }));
    }

    #[test]
    fn small_reads_are_not_read_ahead() {
        let all = (START..START + LEN / 2).step_by(4096);
        assert_eq!(read(all.map(|at| (at, 4096))), LEN / 2);
    }
}
