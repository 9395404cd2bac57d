//! Chunks as pieces of regions.

use super::chain::{self, ChainBounds, Chunk, State};
use super::held::{AllHeld, Held};
use super::layout::{CHUNK_MIN, HEADER};
use super::main_heap;
use super::mapped::MappedChunk;
use super::state::Arena;
use super::steps::Steps;
use super::stretch::Stretch;
use super::tcache::{self, Cache};
use super::trim::{self, Run};
use crate::{Holder, Piece, Refusal, Region, Remedy, Sink, Span, Target, Use};

/// Where a chunk's size stands. What the program is given begins behind it
/// and reaches to the size of the next, so that pieces are cut there.
const SHIFT: u64 = 8;

/// The memory of all arenas.
#[derive(Clone, Copy, Debug)]
pub(super) struct WalkedArenas<'a> {
    pub(super) target: &'a Target<'a>,
    pub(super) arenas: &'a [Arena],
    /// In order.
    pub(super) stretches: &'a [Stretch],
    /// Whether `malloc_trim` merges what is in fast bins first.
    pub(super) merges: bool,
}

impl WalkedArenas<'_> {
    /// Shows all chunks; returns how many caches of threads there are.
    pub(super) fn show(
        &self,
        steps: &mut Steps,
        sink: &mut dyn Sink,
    ) -> Result<usize, Refusal> {
        let caches = self.caches(steps)?;
        let memory = self.target.memory;
        let mut held = AllHeld::of(memory, self.arenas, &caches, steps)?;
        for stretch in self.stretches {
            self.stretch(stretch, &mut held, steps, sink)?;
        }
        held.all_met()?;
        Ok(caches.len())
    }

    /// The threads' caches. Where it is not known where threads keep their
    /// variables, every chunk in use that looks like one is taken for one.
    fn caches(&self, steps: &mut Steps) -> Result<Vec<Cache>, Refusal> {
        let target = self.target;
        let known = |thread: &crate::Thread| thread.pointer.is_some();
        if !target.threads.is_empty() && target.threads.iter().all(known) {
            let spans: Vec<Span> =
                self.stretches.iter().map(|s| s.span.clone()).collect();
            return Ok(tcache::by_threads(target, &spans, steps));
        }
        let mut chunks = Vec::new();
        for stretch in self.stretches {
            let bounds = self.bounds(stretch)?;
            chain::walk(target.memory, &bounds, steps, |chunk| {
                let in_use = chunk.state == State::InUse;
                if in_use && tcache::is_cache_size(chunk.size) {
                    chunks.push(chunk.address);
                }
                Ok(())
            })?;
        }
        let caches = chunks
            .into_iter()
            .filter_map(|chunk| tcache::read(target.memory, chunk, steps))
            .filter(|cache| !cache.cached.is_empty());
        Ok(caches.collect())
    }

    fn arena(&self, stretch: &Stretch) -> Result<&Arena, Refusal> {
        let missing = || Refusal::Inconsistent {
            what: format!("there is no arena {}", stretch.arena),
        };
        self.arenas.get(stretch.arena).ok_or_else(missing)
    }

    fn bounds(&self, stretch: &Stretch) -> Result<ChainBounds, Refusal> {
        Ok(stretch.bounds(self.arena(stretch)?, self.target.page))
    }

    fn stretch(
        &self,
        stretch: &Stretch,
        held: &mut AllHeld,
        steps: &mut Steps,
        sink: &mut dyn Sink,
    ) -> Result<(), Refusal> {
        let arena = self.arena(stretch)?;
        let span = stretch.span.clone();
        sink.region(&Region { span, name: arena.name() });
        let start = stretch.span.start;
        let size = stretch.first + SHIFT - start;
        let use_ = Use::Metadata;
        sink.piece(&Piece { address: start, size, use_ });
        let mut cursor = held.cursor(stretch.first);
        let mut binned = Binned::of(arena, stretch);
        let mut trimmed = Trimmed { arenas: self, arena, run: Run::default() };
        let bounds = self.bounds(stretch)?;
        let memory = self.target.memory;
        let end = chain::walk(memory, &bounds, steps, |chunk| {
            let Chunk { address, size, state, first } = chunk;
            let held = match state {
                State::InUse => held.take(&mut cursor, address, size)?,
                _ => None,
            };
            binned.meet(&chunk)?;
            trimmed.add(&chunk, held, sink);
            let piece = piece(chunk, held);
            sink.piece(&piece);
            if let (Use::Live { .. }, Some(word)) = (piece.use_, first) {
                sink.begins(word);
            }
            Ok(())
        })?;
        binned.all_met()?;
        if end == stretch.span.end {
            return Ok(());
        }
        let what = format!("{} ends before it should", arena.name());
        Err(Refusal::Inconsistent { what })
    }
}

fn piece(chunk: Chunk, held: Option<Held>) -> Piece {
    let use_ = match (chunk.state, held) {
        (State::InUse, None) => Use::Live { header: SHIFT },
        (State::InUse, Some(held)) => {
            held.holder.map_or(Use::Metadata, Use::Held)
        }
        (State::Free | State::Top, _) => Use::Free,
        (State::Fence, _) => Use::Metadata,
    };
    // The last chunk ends where the memory ends.
    let last = matches!(chunk.state, State::Top | State::Fence);
    let size = if last { chunk.size - SHIFT } else { chunk.size };
    Piece { address: chunk.address + SHIFT, size, use_ }
}

/// Shows a chunk that has a mapping of its own.
pub(super) fn mapped(chunk: &MappedChunk, tail: u64, sink: &mut dyn Sink) {
    let span = chunk.span.clone();
    let header = chunk.address + HEADER - span.start;
    let (address, end) = (span.start, span.end - tail);
    sink.region(&Region { span, name: "mapped chunk".to_owned() });
    let size = end - address;
    sink.piece(&Piece { address, size, use_: Use::Live { header } });
    if tail > 0 {
        let use_ = Use::Metadata;
        sink.piece(&Piece { address: end, size: tail, use_ });
    }
}

/// The chunks that the arena's bins begin and end with, all of which must be
/// free.
struct Binned<'a> {
    ahead: &'a [u64],
    arena: &'a Arena,
}

impl<'a> Binned<'a> {
    fn of(arena: &'a Arena, stretch: &Stretch) -> Binned<'a> {
        let of_stretch = |address: u64| {
            arena.binned.partition_point(|&chunk| chunk < address)
        };
        let range =
            of_stretch(stretch.span.start)..of_stretch(stretch.span.end);
        Binned { ahead: &arena.binned[range], arena }
    }

    #[inline]
    fn meet(&mut self, chunk: &Chunk) -> Result<(), Refusal> {
        match self.ahead {
            [first, ..] if *first < chunk.address => self.all_met(),
            [first, rest @ ..] if *first == chunk.address => {
                if chunk.state != State::Free {
                    return self.all_met();
                }
                self.ahead = rest;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn all_met(&self) -> Result<(), Refusal> {
        let Some(chunk) = self.ahead.first() else { return Ok(()) };
        let name = self.arena.name();
        let what =
            format!("a bin of {name} leads to {chunk:#x}, which is not free");
        Err(Refusal::Inconsistent { what })
    }
}

/// What `malloc_trim(0)` gives back of a stretch.
struct Trimmed<'a> {
    arenas: &'a WalkedArenas<'a>,
    arena: &'a Arena,
    run: Run,
}

impl Trimmed<'_> {
    #[inline]
    fn add(&mut self, chunk: &Chunk, held: Option<Held>, sink: &mut dyn Sink) {
        let fast = held.and_then(|held| held.holder) == Some(Holder::FastBin);
        let merged = fast && self.arenas.merges;
        let page = self.arenas.target.page;
        match chunk.state {
            State::Free => self.run.extend(chunk.address, chunk.size),
            State::InUse if merged => {
                self.run.extend(chunk.address, chunk.size);
            }
            State::Top => {
                let start = self.run.take_start(chunk.address);
                self.top(start..chunk.address + chunk.size, sink);
            }
            State::InUse | State::Fence => {
                if let Some(pages) = self.run.take(page) {
                    sink.returns(Remedy::Trim, &pages);
                }
            }
        }
    }

    /// Of a thread's arena the top is not given back.
    fn top(&self, top: Span, sink: &mut dyn Sink) {
        let target = self.arenas.target;
        let heap = main_heap::heap(target);
        let at_end = heap.is_some_and(|heap| heap.end == top.end);
        if self.arena.is_main()
            && at_end
            && top.end - top.start > CHUNK_MIN
            && let Some(pages) = trim::of_top(top, target.page)
        {
            sink.returns(Remedy::Trim, &pages);
        }
    }
}
