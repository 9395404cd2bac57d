//! Pools: blocks of one size behind a header. Source: `struct pool_header` of
//! CPython.

use super::sizes::Sizes;
use crate::{Memory, Refusal};

/// Bytes of a header; blocks begin behind it.
pub(super) const HEADER: u64 = 48;

/// The pools of an arena, at most.
pub(super) const POOLS: usize = 64;

/// The largest block.
const MAX_BLOCK: u64 = 512;

/// A pool that was cut from its arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pool {
    pub(super) address: u64,
    /// The number of its arena.
    pub(super) arena: u32,
    /// Blocks in use, a count.
    pub(super) used: u64,
    /// Bytes of a block.
    pub(super) block: u64,
    /// Where the blocks end that were cut so far, counted from the pool.
    pub(super) cut: u64,
    /// The first block of those that are free again; 0 if none is.
    free: u64,
}

impl Pool {
    pub(super) fn read(
        memory: &dyn Memory,
        address: u64,
        sizes: Sizes,
    ) -> Result<Pool, Refusal> {
        let header: [u8; HEADER as usize] = memory.array(address)?;
        let half = |at: usize| {
            let bytes = header[at..].first_chunk().copied();
            u32::from_le_bytes(bytes.unwrap_or_default())
        };
        let word = |at: usize| {
            let (low, high) = (u64::from(half(at)), u64::from(half(at + 4)));
            high << 32 | low
        };
        let block = (u64::from(half(36)) + 1) * sizes.step;
        // Where the last block is cut from. What was cut reaches up to there
        // and, once that is cut, by one block beyond.
        let (next, last) = (u64::from(half(40)), u64::from(half(44)));
        let pool = Pool {
            address,
            arena: half(32),
            used: u64::from(half(0)),
            block,
            cut: next,
            free: word(8),
        };
        let is_sound = block <= MAX_BLOCK
            && last + block == sizes.pool
            && (HEADER + block..=sizes.pool).contains(&next)
            && (next - HEADER).is_multiple_of(block)
            && pool.used <= pool.blocks();
        match is_sound {
            true => Ok(pool),
            false => Err(odd(address, "a header that makes no sense")),
        }
    }

    /// Blocks that were cut so far, a count.
    pub(super) fn blocks(&self) -> u64 {
        (self.cut - HEADER) / self.block
    }

    /// Whether each of the blocks is in use, by place.
    pub(super) fn uses(
        &self,
        memory: &dyn Memory,
        sizes: Sizes,
    ) -> Result<Vec<bool>, Refusal> {
        let count = self.blocks();
        let mut uses = vec![true; count as usize];
        if self.used == count && self.free == 0 {
            return Ok(uses);
        }
        let words = memory.words(self.address, (sizes.pool / 8) as usize)?;
        let (mut at, mut left) = (self.free, count);
        while at != 0 {
            let offset = at.wrapping_sub(self.address);
            let is_block = (HEADER..self.cut).contains(&offset)
                && (offset - HEADER).is_multiple_of(self.block);
            let place = (offset.wrapping_sub(HEADER) / self.block) as usize;
            if !is_block || !uses[place] || left == 0 {
                return Err(odd(self.address, "a list that leads elsewhere"));
            }
            (uses[place], left) = (false, left - 1);
            at = words[(offset / 8) as usize];
        }
        match left == self.used {
            true => Ok(uses),
            false => Err(odd(self.address, "a list of another length")),
        }
    }
}

fn odd(address: u64, what: &str) -> Refusal {
    Refusal::inconsistent(format!("the pool at {address:#x} has {what}"))
}
