//! The resident heap, page by page.

use std::ops::Range;

/// The resident heap pages of a process at one instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageMap {
    /// Bytes of a page.
    pub page_size: u64,
    /// What [`PageUse::slot`] refers to, at most [`PageMap::SLOTS`] of them.
    pub slots: Vec<PageSlot>,
    /// Where the pages lie, by their numbers (addresses by the size of a
    /// page), in order and apart from each other.
    pub spans: Vec<Range<u64>>,
    /// One for each page of the spans, in order.
    pub pages: Vec<PageUse>,
}

impl PageMap {
    /// Slots there are at most: nobody, the allocator, other objects, the
    /// four containers with the most resident live bytes, and all others.
    pub const SLOTS: usize = 8;
}

/// What one page holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageUse {
    /// Index of the slot that has the most of the page's live bytes; where
    /// objects only touch the page, with their headers or with what they were
    /// given beyond their size, of one of these.
    pub slot: u8,
    /// Live bytes of all slots on the page, and of the allocator's own
    /// objects. Sizes of small objects of no container are known to 8 bytes
    /// and rounded up.
    pub live: u32,
}

/// Whose pages a page can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSlot {
    /// Who holds the most of the page.
    pub holder: PageHolder,
    /// Resident live bytes of the holder, on all pages together; those of all
    /// slots but the allocator's add up to payload, slack and other live of
    /// the [`Ledger`](crate::Ledger).
    pub live: u64,
    /// The part of `live` that is payload.
    pub payload: u64,
}

/// Who holds the most of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageHolder {
    /// No object touches the page: it is cached, or one of the allocator's
    /// own tables.
    Nobody,
    /// The allocator's own objects.
    Allocator,
    /// Objects of no named container.
    Other,
    /// The container of this name.
    Container(String),
    /// All containers that have no slot of their own.
    Containers,
}
