//! The counters of one thread.

use std::sync::atomic::Ordering::{Acquire, Relaxed};
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64};

/// The counters of one thread.
///
/// A block has one writer, the thread that holds it, so that an addition is a
/// relaxed load and a relaxed store and needs no locked instruction. Blocks
/// are never freed: when a thread ends, its block keeps its sums and a later
/// thread goes on adding to them.
#[derive(Debug)]
#[repr(C, align(128))]
pub struct ThreadBlock {
    /// Bytes that may still be allocated before the peak is looked at again.
    pub budget: AtomicI64,
    /// Allocations that succeeded. Only grows.
    pub allocations: AtomicU64,
    /// Frees. Only grows.
    pub frees: AtomicU64,
    /// Bytes freed. Only grows.
    pub freed: AtomicU64,
    /// Bytes ever requested, plus what is left of the budget.
    pub granted: AtomicU64,
    /// The last grant; see [`Header::peak_live`](crate::Header::peak_live).
    pub grant: AtomicU64,
    /// The owner that the slow path tags with, and above it, from bit 16 on,
    /// how many containers' scopes the thread is in.
    pub owner: AtomicU64,
    /// Index plus one of the next free block, while this one is free.
    pub next: AtomicU32,
    /// The balance at the last grant; see
    /// [`Header::peak_live`](crate::Header::peak_live).
    pub granted_at: AtomicI64,
}

impl ThreadBlock {
    /// A block with nothing counted and nothing granted.
    pub const fn empty() -> ThreadBlock {
        ThreadBlock::with_budget(0)
    }

    /// A block for threads without one of their own: not even an object of no
    /// bytes is within its budget.
    pub const fn closed() -> ThreadBlock {
        ThreadBlock::with_budget(-1)
    }

    const fn with_budget(budget: i64) -> ThreadBlock {
        ThreadBlock {
            budget: AtomicI64::new(budget),
            allocations: AtomicU64::new(0),
            frees: AtomicU64::new(0),
            freed: AtomicU64::new(0),
            granted: AtomicU64::new(0),
            grant: AtomicU64::new(0),
            owner: AtomicU64::new(0),
            next: AtomicU32::new(0),
            granted_at: AtomicI64::new(0),
        }
    }

    /// Bytes ever requested. Only grows. Read while the thread goes on it may
    /// be off by a grant, because two fields are read: read it twice, or while
    /// the process stands still.
    pub fn total(&self) -> u64 {
        let granted = self.granted.load(Acquire);
        let left = self.budget.load(Relaxed);
        granted.wrapping_sub(left.cast_unsigned())
    }

    /// Bytes requested and not freed by this thread; negative, in two's
    /// complement, where it frees what others allocated. Sums are exact.
    pub fn balance(&self) -> u64 {
        let freed = self.freed.load(Relaxed);
        self.total().wrapping_sub(freed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn total_is_what_was_granted_less_what_is_left() {
        let block = ThreadBlock::empty();
        block.granted.store(1000, Relaxed);
        block.budget.store(300, Relaxed);
        block.freed.store(50, Relaxed);
        assert_eq!(block.total(), 700);
        assert_eq!(block.balance(), 650);
    }

    #[test]
    fn balances_of_threads_that_free_for_others_add_up() {
        let (one, other) = (ThreadBlock::empty(), ThreadBlock::empty());
        one.granted.store(64, Relaxed);
        other.freed.store(64, Relaxed);
        assert_eq!(one.balance().wrapping_add(other.balance()), 0);
    }

    #[test]
    fn neighbours_share_no_cache_line_pair() {
        assert_eq!(size_of::<ThreadBlock>(), 128);
    }
}
