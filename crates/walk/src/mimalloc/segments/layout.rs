//! Where in a segment and in the records of its pages what stands: by what
//! must hold of a segment, for the version does not tell how it was built.

use crate::mimalloc::page::Page;

/// How a build lays out segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mimalloc) struct SegmentLayout {
    /// Where the count of pages in use stands, and behind it the cookie.
    pub(super) used: u64,
    /// Where the count of slices stands, and what follows it.
    pub(super) counts: u64,
    pub(super) record: PageLayout,
    /// What an address is mixed with for a cookie: one number in a process.
    pub(super) cookie: u64,
}

/// How it lays out the record of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PageLayout {
    pub(super) style: PageStyle,
    /// Whether there are two keys, by which lists may be encoded.
    pub(super) has_keys: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageStyle {
    /// Of 2.0.9: sizes of blocks in 32 bits; in front of small blocks is as
    /// much as they may be aligned to, three times.
    Old,
    /// Of 2.1.0 to 2.1.2: in front of small blocks is room for some of them.
    Short,
    /// Since 2.1.4: sizes in full, and the first block's address.
    Full,
}

/// Bytes that may stand between the cookie and the counts.
const BETWEEN: [u64; 2] = [0, 16];

/// Sizes that the short record cannot tell.
const HUGE: u64 = 2 << 30;

impl SegmentLayout {
    /// Every layout that has the count of slices there.
    pub(super) fn with_counts(
        counts: u64,
    ) -> impl Iterator<Item = SegmentLayout> {
        BETWEEN.into_iter().flat_map(move |between| {
            let used = counts.checked_sub(16 + between);
            let of = move |record| {
                let used = used?;
                Some(SegmentLayout { used, counts, record, cookie: 0 })
            };
            PageLayout::all().filter_map(of)
        })
    }

    /// Where the array of slices begins: behind the count of slices, those of
    /// the segment's own, its kind, the length of the array, and its thread.
    pub(super) fn slices(&self) -> u64 {
        self.counts + 40
    }
}

impl PageLayout {
    fn all() -> impl Iterator<Item = PageLayout> {
        [PageStyle::Old, PageStyle::Short, PageStyle::Full]
            .into_iter()
            .flat_map(|style| {
                let of = move |has_keys| PageLayout { style, has_keys };
                [false, true].into_iter().map(of)
            })
    }

    /// Bytes of a record.
    pub(super) fn size(&self) -> u64 {
        let keys = if self.has_keys { 16 } else { 0 };
        keys + match self.style {
            PageStyle::Old | PageStyle::Short => 80,
            PageStyle::Full => 96,
        }
    }

    /// Where the list stands of what other threads freed.
    fn delayed(&self) -> u64 {
        self.size() - 40
    }

    /// Where the heap stands that the page is of.
    pub(super) fn heap(&self) -> u64 {
        self.delayed() + 8
    }

    /// Whether the record in `words` is of no page, but of slices that are
    /// free.
    pub(super) fn is_free(&self, words: &[u64]) -> bool {
        match self.style {
            PageStyle::Old | PageStyle::Short => words[3] >> 32 == 0,
            PageStyle::Full => words[5] == 0,
        }
    }

    /// What the record in `words` says of a page at `address`, which has so
    /// many bytes in its slices, from `start` on.
    pub(super) fn page(
        &self,
        address: u64,
        words: &[u64],
        start: u64,
        bytes: u64,
    ) -> Option<Page> {
        let word = |at: u64| words.get((at / 8) as usize).copied();
        let half = |word: u64| word & u64::from(u32::MAX);
        let counts = word(8)?;
        let keys = match self.has_keys {
            true => [word(self.size() - 56)?, word(self.size() - 48)?],
            false => [0; 2],
        };
        let (used, block, first, local) = match self.style {
            PageStyle::Old | PageStyle::Short => {
                let block = word(24)? >> 32;
                let block = if block < HUGE { block } else { bytes };
                let first = start + self.style.lead(block);
                (half(word(24)?), block, first, word(32)?)
            }
            PageStyle::Full => {
                (word(32)? & 0xffff, word(40)?, word(48)?, word(24)?)
            }
        };
        Page {
            record: address,
            block,
            start: first,
            used,
            capacity: counts >> 16 & 0xffff,
            reserved: counts >> 32 & 0xffff,
            free: word(16)?,
            local,
            delayed: word(self.delayed())?,
            keys,
        }
        .sensible()
        .filter(|page| {
            let blocks = page.blocks();
            start <= blocks.start && blocks.end <= start + bytes
        })
    }
}

impl PageStyle {
    /// Bytes in front of the first block, where the record does not say.
    fn lead(self, block: u64) -> u64 {
        match (self, block) {
            (PageStyle::Old, 8..=1024) => 3 * 128,
            (PageStyle::Short, 8..=64) => 3 * block,
            (PageStyle::Short, 65..=512) => block,
            _ => 0,
        }
    }
}
