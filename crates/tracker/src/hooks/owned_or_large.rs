//! Objects of a container that the fast path does not tag, and large ones:
//! more than it does, and far from all that the slow one must be ready for.
//! Nothing here calls a function but as its last act, so that no register is
//! kept.

use super::moving::Moving;
use super::slow::{self, Records};
use super::start::Activation;
use crate::{peak, thread};
use residue_segment::{OwnerId, SMALL_MAX};
use std::sync::atomic::Ordering::Relaxed;

/// Counts the object of `size` bytes at `ptr`, which it returns, and puts it
/// on the map.
#[cold]
#[inline(never)]
pub(crate) fn allocated(
    ptr: *mut u8,
    size: usize,
    activation: Activation,
) -> *mut u8 {
    let bytes = size as u64;
    // Where the map is open, the block is the thread's own.
    if let Some(cells) = thread::cells(ptr.addr() as u64) {
        let block = thread::block();
        if peak::try_charge(block, bytes) {
            thread::add(&block.allocations, 1);
            // A large object is here for its size, and most are nobody's.
            let is_large = bytes > SMALL_MAX;
            let owner = match is_large && thread::is_outside_scopes() {
                true => OwnerId::NONE,
                false => OwnerId::from_bits(block.owner.load(Relaxed) as u16),
            };
            cells.insert(bytes, owner);
            return ptr;
        }
    }
    slow::allocated(ptr, size, activation, Records::CountersAndMap)
}

/// Counts a reallocation from `old` to `new` bytes, now at `ptr`, as
/// [`slow::moved`] does.
#[cold]
#[inline(never)]
pub(crate) fn moved(
    ptr: *mut u8,
    old: usize,
    new: usize,
    moving: Moving,
    activation: Activation,
) {
    let Some(cells) = thread::cells(ptr.addr() as u64) else {
        return slow::moved(ptr, old, new, moving, activation);
    };
    let block = thread::block();
    thread::add(&block.freed, old as u64);
    thread::add(&block.frees, 1);
    if !peak::try_charge(block, new as u64) {
        return slow::arrived(ptr, new, moving, activation);
    }
    thread::add(&block.allocations, 1);
    let current = OwnerId::from_bits(block.owner.load(Relaxed) as u16);
    cells.insert(new as u64, moving.owner_within(current));
}

/// Takes the object at `ptr` off the map, as [`slow::moving`] does.
#[cold]
#[inline(never)]
pub(crate) fn moving(ptr: *mut u8, activation: Activation) -> Moving {
    moving_here(ptr, activation)
}

/// The same for a caller that is cold itself.
#[inline(always)]
pub(crate) fn moving_here(ptr: *mut u8, activation: Activation) -> Moving {
    match thread::cells(ptr.addr() as u64) {
        Some(cells) => {
            let moving = Moving::read(cells);
            cells.remove();
            moving
        }
        None => slow::moving(ptr, activation),
    }
}

/// Takes the object at `ptr` off the map and counts its free, as
/// [`slow::freed_unsized`] does.
#[cold]
#[inline(never)]
pub(crate) fn freed_unsized(
    ptr: *mut u8,
    activation: Activation,
) -> Option<u64> {
    match thread::cells(ptr.addr() as u64) {
        Some(cells) if cells.head().is_head() => {
            let size = cells.size(cells.head());
            cells.remove();
            let block = thread::block();
            thread::add(&block.freed, size);
            thread::add(&block.frees, 1);
            Some(size)
        }
        _ => slow::freed_unsized(ptr, activation),
    }
}

/// Takes the object at `ptr` off the map, as [`slow::moving_unsized`] does.
#[cold]
#[inline(never)]
pub(crate) fn moving_unsized(
    ptr: *mut u8,
    activation: Activation,
) -> Option<(Moving, u64)> {
    match thread::cells(ptr.addr() as u64) {
        Some(cells) if cells.head().is_head() => {
            let known = (Moving::read(cells), cells.size(cells.head()));
            cells.remove();
            Some(known)
        }
        _ => slow::moving_unsized(ptr, activation),
    }
}
