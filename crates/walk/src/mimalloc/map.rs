//! The map from every 64 KiB of address space to mimalloc's pages.

use super::page::Page;
use crate::stepped::{self, StepBounds};
use crate::{Mapping, Memory, Refusal, Span};

/// Bytes of a slice, which is what the map tells apart.
pub(super) const SLICE: u64 = 64 << 10;
/// Slices of one part of the map.
const PART: u64 = 1 << 13;

/// Slices that are looked up, of 16 TiB, and pages.
const BOUNDS: StepBounds = StepBounds { steps: 1 << 28, found: 1 << 24 };

/// The map of a process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Map {
    /// The array of its parts.
    pub(super) root: u64,
}

impl Map {
    /// Every page in `mappings`, in order.
    pub(super) fn pages(
        &self,
        memory: &dyn Memory,
        mappings: &[Mapping],
    ) -> Result<Vec<Page>, Refusal> {
        let end = |page: &Page| Ok(page.blocks().end);
        let steps = |span| self.steps(memory, span);
        stepped::all(mappings, "its map of pages", BOUNDS, steps, end)
    }

    /// What the map says of the slices in `span`: its pages, each of which is
    /// one step, and nothing where there is none.
    pub(super) fn steps(
        &self,
        memory: &dyn Memory,
        span: Span,
    ) -> impl Iterator<Item = Result<Option<Page>, Refusal>> {
        let mut at = span.start / SLICE * SLICE;
        std::iter::from_fn(move || {
            if at >= span.end {
                return None;
            }
            let page = self.page(memory, at);
            at = match &page {
                Ok(Slice::Page(page)) => next_slice(page.blocks().end),
                Ok(Slice::NoPage) | Err(_) => at.saturating_add(SLICE),
                Ok(Slice::NoPart) => {
                    (at / (PART * SLICE) + 1).saturating_mul(PART * SLICE)
                }
            };
            Some(page.map(|found| match found {
                Slice::Page(page) => Some(page),
                Slice::NoPage | Slice::NoPart => None,
            }))
        })
    }

    /// Where the parts of the map that tell of `address` are written: a word
    /// of the root, and the part that it leads to.
    pub(super) fn written(
        &self,
        memory: &dyn Memory,
        address: u64,
    ) -> Result<(u64, Span), Refusal> {
        let word = self.root.wrapping_add(address / SLICE / PART * 8);
        let part = memory.word(word)?;
        Ok((word, part..part.saturating_add(PART * 8)))
    }

    fn page(&self, memory: &dyn Memory, at: u64) -> Result<Slice, Refusal> {
        let (_, part) = self.written(memory, at)?;
        if part.start == 0 {
            return Ok(Slice::NoPart);
        }
        let entry = at / SLICE % PART * 8;
        let record = memory.word(part.start.wrapping_add(entry))?;
        if record == 0 {
            return Ok(Slice::NoPage);
        }
        let page = Page::read(memory, record)?
            .filter(|page| page.start / SLICE * SLICE == at);
        page.map(Slice::Page).ok_or_else(|| {
            Refusal::inconsistent(format!(
                "the slice at {at:#x} is said to be of a page that does not \
                 begin there"
            ))
        })
    }
}

/// What the map says of a slice.
enum Slice {
    Page(Page),
    NoPage,
    /// Nor any in as much as one part of the map tells of.
    NoPart,
}

/// The first slice that begins at `address` or behind.
pub(super) fn next_slice(address: u64) -> u64 {
    address.saturating_add(SLICE - 1) & !(SLICE - 1)
}
