//! The fast path: most objects, in a thread that has a block of its own, with
//! the map open. Each answers whether it did what it is for; else nothing
//! shows the object, and one of the other paths does all of it.

use crate::mapped::HeadCell;
use crate::{peak, thread};
use residue_segment::{LiveCell, SMALL_MAX};
use std::hint::cold_path;
use std::sync::atomic::Ordering::Relaxed;

/// Notes an allocation; `false`, where the fast path cannot put the object on
/// the map, or its thread is to look at the peak: then nothing shows it.
#[inline(always)]
pub(super) fn allocated(ptr: *mut u8, size: usize) -> bool {
    let block = thread::block();
    // Before the budget is looked at, and with a branch of its own: LLVM else
    // evaluates both before it branches on either.
    let Some((cell, head)) = usual_cell(ptr.addr() as u64, size as u64) else {
        cold_path();
        return false;
    };
    let left = block.budget.load(Relaxed).wrapping_sub(size as i64);
    if left < 0 {
        cold_path();
        return false;
    }
    block.budget.store(left, Relaxed);
    thread::add(&block.allocations, 1);
    cell.set_head(head);
    true
}

/// The cell of a new object and what to write there, if the fast path can put
/// it on the map; all else that the map says of it is written. The hints keep
/// LLVM from evaluating both conditions before it branches.
#[inline(always)]
fn usual_cell(address: u64, size: u64) -> Option<(HeadCell, LiveCell)> {
    if size.wrapping_sub(1) < SMALL_MAX {
        let cell = thread::new_cell(address, size)?;
        return Some((cell, LiveCell::small(size)));
    }
    cold_path();
    // What a thread has a budget for at all, and not 0.
    if size.wrapping_sub(SMALL_MAX + 1) >= peak::LONG_GRANT - SMALL_MAX - 1 {
        return None;
    }
    let cells = thread::untagged_large(address)?;
    Some((cells.set_large(size), LiveCell::LARGE))
}

/// Notes that an object of `size` bytes is about to be freed; `false` where
/// the fast path cannot.
#[inline(always)]
pub(super) fn freeing(ptr: *mut u8, size: usize) -> bool {
    let Some(cell) = thread::cell(ptr.addr() as u64) else { return false };
    cell.clear();
    freed(size as u64);
    true
}

/// The same for an object whose size its head tells, which is answered.
#[inline(always)]
pub(super) fn freeing_unsized(ptr: *mut u8) -> Option<u64> {
    let size = moving_unsized(ptr)?;
    freed(size);
    Some(size)
}

/// Notes that an object that nobody owns, of at least `size` bytes, is about
/// to be reallocated; `false` where somebody does, or the fast path cannot.
#[inline(always)]
pub(super) fn moving(ptr: *mut u8, size: usize) -> bool {
    let cell = thread::cell(ptr.addr() as u64);
    cell.is_some_and(|cell| cell.clear_unowned(size as u64))
}

/// The same for an object whose size its head tells, which is answered.
#[inline(always)]
pub(super) fn moving_unsized(ptr: *mut u8) -> Option<u64> {
    let cell = thread::cell(ptr.addr() as u64)?;
    let size = cell.head().size_alone(cell.next())?;
    cell.set_head(LiveCell::EMPTY);
    Some(size)
}

#[inline(always)]
fn freed(size: u64) {
    let block = thread::block();
    thread::add(&block.freed, size);
    thread::add(&block.frees, 1);
}

/// Notes a reallocation of what nobody owned; `false`, and nothing is done,
/// where the fast path cannot put it on the map.
#[inline(always)]
pub(super) fn moved(ptr: *mut u8, old_size: u64, new_size: u64) -> bool {
    if new_size.wrapping_sub(1) >= SMALL_MAX {
        cold_path();
        return false;
    }
    let cell = thread::untagged_cell(ptr.addr() as u64);
    let Some(cell) = cell else {
        cold_path();
        return false;
    };
    let block = thread::block();
    if !peak::try_exchange(block, old_size, new_size) {
        return false;
    }
    thread::add(&block.frees, 1);
    thread::add(&block.allocations, 1);
    cell.set_head(LiveCell::small(new_size));
    true
}
