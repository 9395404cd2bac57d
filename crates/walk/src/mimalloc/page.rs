//! A page of mimalloc, as it is written down: blocks of one size, and three
//! lists of those that are free.

use crate::{Memory, Refusal, Span};

/// What mimalloc writes down of a page, as far as all versions agree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    /// Where it is written.
    pub(super) record: u64,
    pub(super) block: u64,
    /// Where the first block is.
    pub(super) start: u64,
    /// Blocks that were handed out at least once: those behind were never.
    pub(super) capacity: u64,
    /// Blocks that there is room for.
    pub(super) reserved: u64,
    /// Blocks in use, by mimalloc's count: with those in `delayed`.
    pub(super) used: u64,
    /// The lists: of free blocks, of those that this thread freed lately,
    /// and of those that other threads freed.
    pub(super) free: u64,
    pub(super) local: u64,
    pub(super) delayed: u64,
    /// By which a build that encodes its lists does so.
    pub(super) keys: [u64; 2],
}

/// Below the pointer of the list that other threads push to stand flags.
const FLAGS: u64 = 7;

impl Page {
    /// The page that all of 3.x write at `record`; `None` where its figures cannot
    /// be those of a page.
    pub(super) fn read(
        memory: &dyn Memory,
        record: u64,
    ) -> Result<Option<Page>, Refusal> {
        let bytes: [u8; 72] = memory.array(record)?;
        let (words, _) = bytes.as_chunks::<8>();
        let word = |at: usize| u64::from_le_bytes(words[at / 8]);
        let counts = word(16);
        Ok(Page {
            record,
            block: word(40),
            start: word(48),
            used: counts & 0xffff,
            capacity: counts >> 16 & 0xffff,
            reserved: counts >> 32 & 0xffff,
            free: word(8),
            local: word(24),
            delayed: word(32),
            keys: [word(56), word(64)],
        }
        .sensible())
    }

    /// The page, if its figures can be those of one.
    pub(super) fn sensible(self) -> Option<Page> {
        let bytes = self.block.checked_mul(self.reserved);
        let end = bytes.and_then(|bytes| self.start.checked_add(bytes));
        let fits = self.used <= self.capacity
            && self.capacity <= self.reserved
            && self.reserved > 0
            && self.block >= 8
            && self.block.is_multiple_of(8)
            && self.start.is_multiple_of(8)
            && end.is_some();
        fits.then_some(Page { delayed: self.delayed & !FLAGS, ..self })
    }

    pub(super) fn blocks(&self) -> Span {
        self.start..self.start + self.reserved * self.block
    }
}
