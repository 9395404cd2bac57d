//! All resident heap pages of one phase.

use crate::PageUse;

/// The resident heap pages of a process at one phase, in address order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeapPages {
    /// Bytes of a page.
    pub page_size: u64,
    /// What [`PageUse::slot`] refers to, at most [`PageUse::SLOTS`] of them.
    pub slots: Vec<PageSlot>,
    /// Where the pages lie, in address order and apart from each other.
    pub spans: Vec<PageSpan>,
    /// One for each page of the spans, in order.
    pub pages: Vec<PageUse>,
}

/// Pages in a row, all of them resident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageSpan {
    /// The number of the first: its address by the size of a page.
    pub first: u64,
    /// How many there are.
    pub count: u64,
}

/// Whose pages a page can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSlot {
    /// Who holds the most of the page.
    pub holder: PageHolder,
    /// Resident live bytes of the holder, on all pages together.
    pub live: u64,
    /// The part of `live` that is payload. Which page it is on is not known:
    /// a container declares only the sum.
    pub payload: u64,
}

/// Who holds the most of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageHolder {
    /// Nobody: the page is cached, or one of the allocator's own tables.
    Nobody,
    /// The allocator's own objects.
    Allocator,
    /// Live objects of no named container.
    Other,
    /// The container of this name.
    Container(String),
    /// All containers that have no slot of their own.
    Containers,
}
