//! What a map comes to, in a few figures.

use super::candidate::{Candidate, is_pinned};
use crate::pages::PageUse;
use residue_present::{Bytes, Count};

/// One line of the table of maps.
pub(in crate::html) struct Summary {
    pub(in crate::html) scenario: String,
    pub(in crate::html) title: String,
    pub(in crate::html) backend: String,
    pub(in crate::html) label: String,
    pub(in crate::html) phase: String,
    pages: PageCount,
    empty: PageCount,
    pinned: PageCount,
}

/// A number of pages, and the bytes they take.
pub(in crate::html) struct PageCount {
    pub(in crate::html) count: String,
    pub(in crate::html) bytes: String,
    pub(in crate::html) raw: u64,
}

impl PageCount {
    fn of(cells: impl Iterator<Item = PageUse>, page_size: u64) -> PageCount {
        let count = cells.count() as u64;
        let raw = count.saturating_mul(page_size);
        let (count, bytes) = (Count(count).to_string(), Bytes(raw).to_string());
        PageCount { count, bytes, raw }
    }
}

impl Summary {
    /// All pages, those that hold nothing live, and those that hold little.
    pub(in crate::html) fn parts(&self) -> [&PageCount; 3] {
        [&self.pages, &self.empty, &self.pinned]
    }

    pub(super) fn of(candidate: &Candidate<'_>) -> Summary {
        let map = candidate.pages;
        let pages = |wanted: fn(PageUse) -> bool| {
            let cells = map.pages.iter().copied();
            PageCount::of(cells.filter(|cell| wanted(*cell)), map.page_size)
        };
        Summary {
            scenario: candidate.group.scenario.clone(),
            title: candidate.group.title.clone(),
            backend: candidate.member.backend.clone(),
            label: candidate.member.label.clone(),
            phase: candidate.phase_name(),
            pages: pages(|_| true),
            empty: pages(|cell| cell.fill() == 0),
            pinned: pages(is_pinned),
        }
    }
}
