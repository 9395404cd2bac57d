//! Pages and arenas as regions and pieces.

use super::arena::Arena;
use super::lists::{self, BlockUse};
use super::map::{SLICE, next_slice};
use super::page::Page;
use super::regions::Region;
use crate::{
    Check, Holder, Memory, Piece, Refusal, Remedy, Sink, Span, Use, Walked,
};
use std::collections::BTreeSet;

/// Hands to a sink what was walked.
pub(super) struct PageEmitter<'a> {
    memory: &'a dyn Memory,
    pub(super) sink: &'a mut dyn Sink,
    encoded: bool,
    /// Blocks in use so far, as mimalloc counts them.
    used: u64,
    /// Bytes of pages without a block in use.
    empty: u64,
    /// Blocks in use that were freed by another thread, beside those in the
    /// lists of pages.
    delayed: BTreeSet<u64>,
}

impl<'a> PageEmitter<'a> {
    pub(super) fn new(
        memory: &'a dyn Memory,
        sink: &'a mut dyn Sink,
        encoded: bool,
        delayed: BTreeSet<u64>,
    ) -> PageEmitter<'a> {
        PageEmitter { memory, sink, encoded, used: 0, empty: 0, delayed }
    }

    /// What a walk came to that showed everything, where mimalloc counts so
    /// many blocks in use as are `told`.
    pub(super) fn walked(&self, told: u64) -> Result<Walked, Refusal> {
        let (walked, empty) = (self.used, self.empty);
        let what = "blocks in use of all pages".to_owned();
        if walked != told {
            return Err(Refusal::Disagrees { what, walked, told });
        }
        let note = format!(
            "{empty} bytes are of pages without a block in use: each is \
             given back once the thread that owns it collects"
        );
        let notes = if empty > 0 { vec![note] } else { Vec::new() };
        Ok(Walked { checks: vec![Check { what, walked, told }], notes })
    }

    pub(super) fn region(&mut self, region: &Region) -> Result<(), Refusal> {
        let span = region.span();
        let name = match region {
            Region::Arena(..) => "arena",
            Region::Mapped(..) => "mapped page",
            Region::Map(_) => "page map",
        };
        let name = name.to_owned();
        self.sink.region(&crate::Region { span: span.clone(), name });
        match region {
            Region::Arena(arena, pages) => self.arena(arena, pages),
            Region::Mapped(page, span) => self.page(page, span),
            Region::Map(span) => {
                self.piece(span.start, span.end, Use::Metadata);
                Ok(())
            }
        }
    }

    fn arena(&mut self, arena: &Arena, pages: &[Page]) -> Result<(), Refusal> {
        let mut at = arena.span.start;
        for page in pages {
            let blocks = page.blocks();
            let span = blocks.start / SLICE * SLICE..next_slice(blocks.end);
            if span.start < at || span.end > arena.span.end {
                return Err(Refusal::inconsistent(format!(
                    "the page at {:#x} overlaps another, or leaves its arena",
                    page.start
                )));
            }
            self.slices(arena, at..span.start);
            self.page(page, &span)?;
            at = span.end;
        }
        self.slices(arena, at..arena.span.end);
        Ok(())
    }

    /// Slices of no page: they are free, or mimalloc's own.
    fn slices(&mut self, arena: &Arena, span: Span) {
        let kind = |address: &u64| {
            let slice = (address - arena.span.start) / SLICE;
            (arena.is_free(slice), arena.is_to_purge(slice))
        };
        let slices: Vec<u64> = span.step_by(SLICE as usize).collect();
        for run in slices.chunk_by(|a, b| kind(a) == kind(b)) {
            let span = run[0]..run[run.len() - 1] + SLICE;
            let (free, to_purge) = kind(&run[0]);
            let use_ = if free { Use::Free } else { Use::Metadata };
            self.piece(span.start, span.end, use_);
            if free && to_purge {
                self.sink.returns(Remedy::Collect, &span);
            }
        }
    }

    /// A page in `span`, which holds all its blocks. Where none of them is
    /// in use, it is given back once the thread that owns it collects.
    pub(super) fn page(
        &mut self,
        page: &Page,
        span: &Span,
    ) -> Result<(), Refusal> {
        let mut uses = lists::uses(page, self.memory, self.encoded)?;
        for block in self.delayed.range(page.blocks()) {
            let index = ((block - page.start) / page.block) as usize;
            match uses.get_mut(index) {
                Some(use_) if *use_ == BlockUse::Live => {
                    *use_ = BlockUse::Delayed
                }
                _ => {
                    return Err(Refusal::inconsistent(format!(
                        "the block at {block:#x} was freed twice"
                    )));
                }
            }
        }
        let used = uses.iter().filter(|use_| **use_ != BlockUse::Free);
        self.used += used.count() as u64;
        // The record may stand in front of the blocks.
        let inside = span.contains(&page.record);
        let lead = if inside { Use::Metadata } else { Use::Free };
        self.piece(span.start, page.start, lead);
        let mut at = page.start;
        for run in uses.chunk_by(|a, b| *a == BlockUse::Free && a == b) {
            let end = at + run.len() as u64 * page.block;
            let use_ = match run[0] {
                BlockUse::Live => Use::Live { header: 0 },
                BlockUse::Delayed => Use::Held(Holder::Delayed),
                BlockUse::Free => Use::Free,
            };
            self.piece(at, end, use_);
            at = end;
        }
        self.piece(at, span.end, Use::Free);
        if uses.iter().all(|use_| *use_ == BlockUse::Free) {
            self.empty += span.end - span.start;
            if !inside {
                self.sink.returns(Remedy::Collect, span);
            }
        }
        Ok(())
    }

    pub(super) fn piece(&mut self, start: u64, end: u64, use_: Use) {
        if start < end {
            let size = end - start;
            self.sink.piece(&Piece { address: start, size, use_ });
        }
    }
}
