//! The hooks that only count.

use super::slow::{self, Records};
use super::start::Activation;
use crate::{peak, thread};
use std::sync::atomic::Ordering::Relaxed;

/// Counts what happens to objects, and keeps no map of them.
#[derive(Debug)]
pub(crate) struct CountingHooks {
    activation: Activation,
}

impl CountingHooks {
    pub(crate) const fn new(activation: Activation) -> CountingHooks {
        CountingHooks { activation }
    }

    /// Notes that `ptr`, which may be null, was allocated; returns it.
    #[inline(always)]
    pub(crate) fn allocated(&self, ptr: *mut u8, size: usize) -> *mut u8 {
        // A check of its own, and first: so it is merged with the caller's.
        if ptr.is_null() {
            return ptr;
        }
        let block = thread::block();
        // A thread without a block of its own has less than no budget.
        let left = block.budget.load(Relaxed).wrapping_sub(size as i64);
        if left < 0 {
            return past_budget(ptr, size, self.activation);
        }
        block.budget.store(left, Relaxed);
        thread::add(&block.allocations, 1);
        ptr
    }

    /// Notes that an object of `size` bytes is about to be freed; `false`
    /// where that takes [`freeing_slowly`](Self::freeing_slowly).
    #[inline(always)]
    pub(crate) fn try_freeing(&self, size: usize) -> bool {
        let block = thread::block();
        if !thread::is_held() {
            return false;
        }
        thread::add(&block.freed, size as u64);
        thread::add(&block.frees, 1);
        true
    }

    /// What [`try_freeing`](Self::try_freeing) could not do.
    #[inline(always)]
    pub(crate) fn freeing_slowly(&self, ptr: *mut u8, size: usize) {
        slow::freed(ptr, size, self.activation, Records::Counters);
    }

    /// Notes that an object of `old` bytes has `new` now, at `ptr`, which may
    /// be null: one allocation and one free. Returns `ptr`.
    #[inline(always)]
    pub(crate) fn resized(
        &self,
        ptr: *mut u8,
        old: usize,
        new: usize,
    ) -> *mut u8 {
        if ptr.is_null() {
            return ptr;
        }
        let block = thread::block();
        let left = block.budget.load(Relaxed).wrapping_sub(new as i64);
        if left < 0 {
            return slow::resized(ptr, old, new, self.activation);
        }
        thread::add(&block.freed, old as u64);
        thread::add(&block.frees, 1);
        block.budget.store(left, Relaxed);
        thread::add(&block.allocations, 1);
        ptr
    }
}

/// Counts the object of `size` bytes at `ptr`, which it returns, for which the
/// thread is granted bytes anew: seldom more than that, and then without a
/// register that is kept.
#[cold]
#[inline(never)]
fn past_budget(ptr: *mut u8, size: usize, activation: Activation) -> *mut u8 {
    if let Some(block) = thread::own_block()
        && peak::try_charge(block, size as u64)
    {
        thread::add(&block.allocations, 1);
        return ptr;
    }
    slow::allocated(ptr, size, activation, Records::Counters)
}
