//! The variable in which musl keeps all that leads to its heap.

use super::group::CLASSES;
use crate::{Memory, Refusal};

/// Bytes of it.
pub(super) const SIZE: u64 = 928;

/// Where in it stands whether it is in use, and the areas of records.
pub(super) const INIT_DONE: u64 = 8;
pub(super) const AREA_HEAD: u64 = 56;

/// What is read of it: `struct malloc_context`.
#[derive(Clone, Debug)]
pub(super) struct MallocContext {
    /// Which every area of records bears.
    pub(super) secret: u64,
    /// Whether anything was allocated yet.
    pub(super) is_used: bool,
    /// The list of records that are free again, a ring; 0 where it is empty.
    pub(super) free_records: u64,
    /// Records of the last area that were never used, a count.
    pub(super) unused_records: u64,
    /// The first and the last area of records.
    pub(super) areas: [u64; 2],
    /// Slots by class.
    pub(super) usage: Vec<u64>,
}

impl MallocContext {
    pub(super) fn read(
        memory: &dyn Memory,
        address: u64,
    ) -> Result<MallocContext, Refusal> {
        let words = memory.words(address, (SIZE / 8) as usize)?;
        let word = |offset: u64| words[(offset / 8) as usize];
        Ok(MallocContext {
            secret: word(0),
            is_used: word(INIT_DONE) as u32 != 0,
            free_records: word(16),
            unused_records: word(32),
            areas: [word(AREA_HEAD), word(AREA_HEAD + 8)],
            usage: words[58..58 + CLASSES].to_vec(),
        })
    }
}
