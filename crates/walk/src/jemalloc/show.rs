//! Extents and blocks as regions and pieces.

use super::large;
use super::slab::Slab;
use super::tcache::Cache;
use super::tree::{Extent, State};
use crate::{Holder, Memory, Piece, Refusal, Region, Remedy, Sink, Span, Use};
use std::collections::BTreeMap;

/// Hands to a sink what was walked.
pub(super) struct ExtentEmitter<'a> {
    sink: &'a mut dyn Sink,
    page: u64,
    padded: bool,
    /// The class of each object that a thread cache holds, by its address.
    cached: BTreeMap<u64, u32>,
    /// The blocks of the thread caches' stacks.
    stacks: Vec<Span>,
}

impl<'a> ExtentEmitter<'a> {
    pub(super) fn new(
        page: u64,
        extents: &[Extent],
        caches: &[Cache],
        sink: &'a mut dyn Sink,
    ) -> ExtentEmitter<'a> {
        ExtentEmitter {
            sink,
            page,
            padded: large::is_padded(page, extents),
            cached: caches.iter().flat_map(|c| c.objects.clone()).collect(),
            stacks: caches.iter().map(|c| c.stacks.clone()).collect(),
        }
    }

    /// Extents that lie one behind the other and are one arena's are a
    /// region.
    pub(super) fn extents(
        &mut self,
        memory: &dyn Memory,
        extents: &[Extent],
    ) -> Result<(), Refusal> {
        let touch =
            |a: &Extent, b: &Extent| a.end() == b.base && a.arena == b.arena;
        for run in extents.chunk_by(touch) {
            self.sink.region(&Region {
                span: run[0].base..run[run.len() - 1].end(),
                name: format!("arena {}", run[0].arena),
            });
            for extent in run {
                self.extent(memory, extent)?;
            }
        }
        match self.cached.first_key_value() {
            None => Ok(()),
            Some((address, _)) => Err(Refusal::inconsistent(format!(
                "a thread cache holds {address:#x}, which is no object in use"
            ))),
        }
    }

    pub(super) fn blocks(&mut self, blocks: &[Span]) {
        for span in blocks {
            let name = "base".to_owned();
            self.sink.region(&Region { span: span.clone(), name });
            self.piece(span.start, span.end, Use::Metadata);
        }
    }

    fn extent(
        &mut self,
        memory: &dyn Memory,
        extent: &Extent,
    ) -> Result<(), Refusal> {
        match extent.state {
            State::Active if extent.slab => self.slab(memory, extent)?,
            State::Active => self.large(extent)?,
            State::Dirty | State::Muzzy => {
                self.piece(extent.base, extent.end(), Use::Free);
                let pages = extent.base..extent.end();
                self.sink.returns(Remedy::Purge, &pages);
            }
            State::Retained => {
                self.piece(extent.base, extent.end(), Use::Free);
            }
        }
        Ok(())
    }

    fn slab(
        &mut self,
        memory: &dyn Memory,
        extent: &Extent,
    ) -> Result<(), Refusal> {
        let slab = Slab::read(memory, extent)?;
        let mut at = extent.base;
        for address in slab.used {
            self.piece(at, address, Use::Free);
            at = address + slab.object;
            let use_ = self.use_of(address, slab.object, extent.class)?;
            self.piece(address, at, use_);
        }
        self.piece(at, extent.end(), Use::Free);
        Ok(())
    }

    fn large(&mut self, extent: &Extent) -> Result<(), Refusal> {
        let usable = large::usable(extent, self.page, self.padded);
        let start = extent.address;
        let end = start.saturating_add(usable);
        if end > extent.end() {
            return Err(Refusal::inconsistent(format!(
                "the object of {usable} bytes at {start:#x} does not fit its \
                 extent"
            )));
        }
        self.piece(extent.base, start, Use::Free);
        let use_ = self.use_of(start, usable, extent.class)?;
        self.piece(start, end, use_);
        self.piece(end, extent.end(), Use::Free);
        Ok(())
    }

    /// What an object in use is used for.
    fn use_of(
        &mut self,
        address: u64,
        size: u64,
        class: u32,
    ) -> Result<Use, Refusal> {
        match self.cached.remove(&address) {
            Some(cached) if cached != class => {
                Err(Refusal::inconsistent(format!(
                    "a thread cache holds {address:#x} as of size class \
                     {cached}, which is of {class}"
                )))
            }
            Some(_) => Ok(Use::Held(Holder::ThreadCache)),
            None if self.is_stack(&(address..address + size)) => {
                Ok(Use::Metadata)
            }
            None => Ok(Use::Live { header: 0 }),
        }
    }

    fn is_stack(&self, object: &Span) -> bool {
        self.stacks.iter().any(|stack| object.contains(&stack.start))
    }

    fn piece(&mut self, start: u64, end: u64, use_: Use) {
        if start < end {
            let size = end - start;
            self.sink.piece(&Piece { address: start, size, use_ });
        }
    }
}
