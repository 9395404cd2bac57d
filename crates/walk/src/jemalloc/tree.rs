//! The radix tree from pages to extents, and every extent in it.

use super::layout::{Leaf, Record, Shape};
use crate::stepped::{self, StepBounds};
use crate::{Mapping, Memory, Refusal, Span};

/// The tree of a process: where its root stands, and its shape.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tree {
    pub(super) shape: Shape,
    pub(super) root: u64,
}

/// What an extent is used for, by the numbers that all versions share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Active,
    Dirty,
    Muzzy,
    Retained,
}

impl State {
    /// `None` for those between two others, in which an extent is only while
    /// a thread works on it, and for what later versions may add.
    fn new(number: u32) -> Option<State> {
        match number {
            0 => Some(State::Active),
            1 => Some(State::Dirty),
            2 => Some(State::Muzzy),
            3 => Some(State::Retained),
            _ => None,
        }
    }
}

/// A span of pages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    /// Where its record stands.
    pub(super) record: u64,
    pub(super) base: u64,
    pub(super) size: u64,
    pub(super) state: State,
    pub(super) arena: u32,
    /// Where its only object begins; of no meaning for a slab.
    pub(super) address: u64,
    pub(super) class: u32,
    pub(super) slab: bool,
    /// Free objects of a slab.
    pub(super) free: u32,
}

impl Extent {
    pub(super) fn end(&self) -> u64 {
        self.base + self.size
    }
}

/// Elements of the tree and extents: 512 GiB of address space in pages of 4
/// KiB, and the extents of 64 GiB in slabs of one page.
const BOUNDS: StepBounds = StepBounds { steps: 1 << 27, found: 1 << 24 };

impl Tree {
    /// Every extent that lies in `mappings`, in order.
    ///
    /// # Errors
    ///
    /// Where the tree and the records of extents contradict one another:
    /// then a thread stood in the allocator, or this is no such tree.
    pub(super) fn extents(
        &self,
        memory: &dyn Memory,
        mappings: &[Mapping],
    ) -> Result<Vec<Extent>, Refusal> {
        let end = |extent: &Extent| {
            is_mapped(mappings, extent)?;
            Ok(extent.end())
        };
        let steps = |span| self.steps(memory, span);
        stepped::all(mappings, "its map of extents", BOUNDS, steps, end)
    }

    /// What the tree says of the pages in `span`: its extents, each of which
    /// is one step, and nothing for what is no extent. Behind what makes no
    /// sense it goes on at the next page.
    pub(super) fn steps(
        &self,
        memory: &dyn Memory,
        span: Span,
    ) -> impl Iterator<Item = Result<Option<Extent>, Refusal>> {
        let page = self.shape.page();
        let mut at = span.start.saturating_add(page - 1) & !(page - 1);
        std::iter::from_fn(move || {
            if at >= span.end {
                return None;
            }
            let step = self.step(memory, at);
            at = match &step {
                Ok(TreeStep::Nothing(next)) => *next,
                Ok(TreeStep::Extent(extent)) => extent.end(),
                Err(_) => at.saturating_add(page),
            };
            Some(step.map(|step| match step {
                TreeStep::Nothing(_) => None,
                TreeStep::Extent(extent) => Some(extent),
            }))
        })
    }

    fn step(&self, memory: &dyn Memory, at: u64) -> Result<TreeStep, Refusal> {
        let covers = self.shape.leaf_covers();
        let Some(leaf) = self.leaf(memory, at)? else {
            return Ok(TreeStep::Nothing(
                (at / covers + 1).saturating_mul(covers),
            ));
        };
        let element = self.element(memory, leaf, at)?;
        if element.extent == 0 {
            return Ok(TreeStep::Nothing(at.saturating_add(self.shape.page())));
        }
        self.extent(memory, at, element).map(TreeStep::Extent)
    }

    /// Where the leaf of `address` stands, if there is one.
    pub(super) fn leaf(
        &self,
        memory: &dyn Memory,
        address: u64,
    ) -> Result<Option<u64>, Refusal> {
        let mut node = self.root;
        for index in self.shape.path(address) {
            node = memory.word(node.wrapping_add(index * 8))?;
            if node == 0 {
                return Ok(None);
            }
        }
        Ok(Some(node))
    }

    pub(super) fn element(
        &self,
        memory: &dyn Memory,
        leaf: u64,
        address: u64,
    ) -> Result<Leaf, Refusal> {
        let place = leaf.saturating_add(self.shape.leaf_offset(address));
        let first = memory.word(place)?;
        let second = match self.shape.element() {
            8 => 0,
            _ => memory.word(place.saturating_add(8))?,
        };
        Ok(self.shape.leaf(first, second))
    }

    /// The extent that begins at `base`, by its record, which must say so
    /// too.
    fn extent(
        &self,
        memory: &dyn Memory,
        base: u64,
        leaf: Leaf,
    ) -> Result<Extent, Refusal> {
        let bytes = memory.array(leaf.extent)?;
        let record = Record::new(self.shape, &bytes);
        let page = self.shape.page();
        let size = record.size();
        let begins = record.address() & !(page - 1);
        if begins != base || size == 0 || base.checked_add(size).is_none() {
            return Err(Refusal::inconsistent(format!(
                "the page {base:#x} is said to be of an extent of {size} \
                 bytes at {begins:#x}"
            )));
        }
        let state = self.state(base, &record, leaf)?;
        if record.huge_pages() {
            let what = "jemalloc's allocator of huge pages (hpa:true)";
            return Err(Refusal::Unknown { what: what.to_owned() });
        }
        Ok(Extent {
            record: leaf.extent,
            base,
            size,
            state,
            arena: record.arena(),
            address: record.address(),
            class: record.class(),
            slab: record.slab(),
            free: record.free(),
        })
    }

    /// The state that the record and the leaf agree on.
    fn state(
        &self,
        base: u64,
        record: &Record,
        leaf: Leaf,
    ) -> Result<State, Refusal> {
        let state = State::new(record.state())
            .filter(|_| leaf.state.is_none_or(|s| s == record.state()))
            .filter(|&state| {
                state != State::Active
                    || (leaf.slab, leaf.class)
                        == (record.slab(), record.class())
            });
        state.ok_or_else(|| {
            Refusal::inconsistent(format!(
                "the extent at {base:#x} is between two states"
            ))
        })
    }
}

/// No extent ends where nothing is mapped.
fn is_mapped(mappings: &[Mapping], extent: &Extent) -> Result<(), Refusal> {
    let last = extent.end() - 1;
    let at = mappings.partition_point(|mapping| mapping.span.end <= last);
    if mappings.get(at).is_some_and(|mapping| mapping.span.contains(&last)) {
        return Ok(());
    }
    Err(Refusal::inconsistent(format!(
        "the extent at {:#x} ends at {:#x}, where nothing is mapped",
        extent.base,
        extent.end()
    )))
}

/// What the tree says of a page.
enum TreeStep {
    /// No extent here; the next page that may be one.
    Nothing(u64),
    Extent(Extent),
}
