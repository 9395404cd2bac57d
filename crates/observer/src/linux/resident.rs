//! The resident pages of a heap.

use super::Span;

/// The pages that objects are laid over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResidentPages<'a> {
    /// The resident heap pages, sorted, apart from each other.
    pub(crate) resident: &'a [Span],
    /// Bytes of a page, a power of two.
    pub(crate) page: u64,
    /// Bytes of an object's header.
    pub(crate) header: u64,
}

impl ResidentPages<'_> {
    /// Where the page of `address` begins. Pages are powers of two, and this
    /// is asked for every object: a mask is cheaper than a division.
    pub(crate) fn page_start(&self, address: u64) -> u64 {
        address & !(self.page - 1)
    }

    /// The first start of a page at or after `address`.
    pub(crate) fn page_end(&self, address: u64) -> u64 {
        self.page_start(address + (self.page - 1))
    }
}
