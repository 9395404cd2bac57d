//! Every operation that the fast path does not do itself: a thread's first, a
//! large object, an object of a named container, a new grant, a reallocation,
//! a process that is not tracked. Never inlined, so that the fast path stays
//! free of their registers.

use super::moving::Moving;
use super::place::CountingPlace;
use super::start::Activation;
use crate::mapped::{self, Control};
use crate::{peak, process, thread};
use residue_segment::OwnerId;
use std::sync::atomic::Ordering::Relaxed;

/// Which records an operation is written to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Records {
    /// Counters.
    Counters,
    /// Counters and the map.
    CountersAndMap,
}

/// Counts the object of `size` bytes at `ptr`, which it returns, so that the
/// fast path ends with this call and keeps nothing over it.
#[cold]
#[inline(never)]
pub(crate) fn allocated(
    ptr: *mut u8,
    size: usize,
    activation: Activation,
    records: Records,
) -> *mut u8 {
    let place = CountingPlace::here(activation);
    count_allocation(place, size as u64);
    if records == Records::CountersAndMap && has_map(place) {
        insert(place, ptr.addr() as u64, size as u64, current(place));
    }
    ptr
}

/// Counts the free of the object of `size` bytes at `ptr`, before it is freed.
#[cold]
#[inline(never)]
pub(crate) fn freed(
    ptr: *mut u8,
    size: usize,
    activation: Activation,
    records: Records,
) {
    let place = CountingPlace::here(activation);
    if records == Records::CountersAndMap && has_map(place) {
        remove(place, ptr.addr() as u64);
    }
    count_free(place, size as u64);
}

/// Takes the object at `ptr` off the map and counts its free, before it is
/// freed, by the size that the map has. Does nothing and answers `None` where
/// the map shows no object there.
#[cold]
#[inline(never)]
pub(crate) fn freed_unsized(
    ptr: *mut u8,
    activation: Activation,
) -> Option<u64> {
    let place = CountingPlace::here(activation);
    let (_, size) = take(place, ptr)?;
    count_free(place, size);
    Some(size)
}

/// Takes the object at `ptr` off the map, before it is reallocated: once it
/// has moved, another thread may be given its place.
#[inline(never)]
pub(crate) fn moving(ptr: *mut u8, activation: Activation) -> Moving {
    let place = CountingPlace::here(activation);
    if !has_map(place) {
        return Moving::UNOWNED;
    }
    let address = ptr.addr() as u64;
    let moving = mapped::cells(address).map_or(Moving::UNOWNED, Moving::read);
    remove(place, address);
    moving
}

/// The same where the object's size is not known, which is answered too, or
/// `None` as by [`freed_unsized`].
#[inline(never)]
pub(crate) fn moving_unsized(
    ptr: *mut u8,
    activation: Activation,
) -> Option<(Moving, u64)> {
    take(CountingPlace::here(activation), ptr)
}

/// Puts an object back that could not be reallocated.
#[cold]
#[inline(never)]
pub(crate) fn not_moved(
    ptr: *mut u8,
    size: usize,
    moving: Moving,
    activation: Activation,
) {
    let place = CountingPlace::here(activation);
    if has_map(place) {
        insert(place, ptr.addr() as u64, size as u64, moving.owner());
    }
}

/// Counts the free of an object that is off the map already.
#[cold]
#[inline(never)]
pub(crate) fn not_kept(size: usize, activation: Activation) {
    count_free(CountingPlace::here(activation), size as u64);
}

/// Counts a reallocation from `old` to `new` bytes, now at `ptr`: one
/// allocation and one free. The object keeps its owner; one that had none
/// takes that of the scope it grew in.
#[inline(never)]
pub(crate) fn moved(
    ptr: *mut u8,
    old: usize,
    new: usize,
    moving: Moving,
    activation: Activation,
) {
    count_free(CountingPlace::here(activation), old as u64);
    arrived(ptr, new, moving, activation);
}

/// The same where the free is counted already.
#[inline(never)]
pub(crate) fn arrived(
    ptr: *mut u8,
    size: usize,
    moving: Moving,
    activation: Activation,
) {
    let place = CountingPlace::here(activation);
    count_allocation(place, size as u64);
    if has_map(place) {
        let owner = moving.owner_within(current(place));
        insert(place, ptr.addr() as u64, size as u64, owner);
    }
}

/// Counts a reallocation where there is no map to keep; returns `ptr`, as
/// [`allocated`] does.
#[cold]
#[inline(never)]
pub(crate) fn resized(
    ptr: *mut u8,
    old: usize,
    new: usize,
    activation: Activation,
) -> *mut u8 {
    let place = CountingPlace::here(activation);
    count_free(place, old as u64);
    count_allocation(place, new as u64);
    ptr
}

/// Puts an object of the allocator's own tables on the map. It is in no
/// counter: it is not the program's.
pub(crate) fn own_allocated(ptr: *mut u8, size: usize, activation: Activation) {
    let place = CountingPlace::here(activation);
    let Some(header) = place.control().map(Control::header) else { return };
    if ptr.is_null() || !has_map(place) {
        return;
    }
    header.own_objects.fetch_add(1, Relaxed);
    let address = ptr.addr() as u64;
    insert(place, address, size as u64, OwnerId::ALLOCATOR);
}

/// Takes an object of the allocator's own tables off the map.
pub(crate) fn own_freed(ptr: *mut u8, activation: Activation) {
    let place = CountingPlace::here(activation);
    let Some(header) = place.control().map(Control::header) else { return };
    let Some(cells) = mapped::cells(ptr.addr() as u64) else { return };
    if has_map(place) && cells.head().is_head() {
        header.own_objects.fetch_sub(1, Relaxed);
        remove(place, ptr.addr() as u64);
    }
}

#[inline(always)]
fn count_allocation(place: CountingPlace, size: u64) {
    match place {
        CountingPlace::Own(block) => {
            thread::add(&block.allocations, 1);
            peak::charge(block, size);
        }
        CountingPlace::Shared(control) => {
            control.header().shared.allocations.fetch_add(1, Relaxed);
            peak::charge_shared(control, size);
        }
        CountingPlace::Nowhere => {}
    }
}

fn count_free(place: CountingPlace, size: u64) {
    match place {
        CountingPlace::Own(block) => {
            thread::add(&block.frees, 1);
            thread::add(&block.freed, size);
        }
        CountingPlace::Shared(control) => {
            control.header().shared.frees.fetch_add(1, Relaxed);
            control.header().shared.freed.fetch_add(size, Relaxed);
        }
        CountingPlace::Nowhere => {}
    }
}

/// Whether objects go to the map.
#[inline(always)]
fn has_map(place: CountingPlace) -> bool {
    // Only of a thread with a block, and a map, is that more than 0.
    thread::is_map_open() || open_map(place)
}

/// The first time, this opens the fast path to the thread.
#[cold]
#[inline(never)]
fn open_map(place: CountingPlace) -> bool {
    let Some(control) = place.control() else { return false };
    if !process::ensure_maps(control.header()) {
        return false;
    }
    if let CountingPlace::Own(_) = place {
        thread::open_map();
    }
    true
}

fn current(place: CountingPlace) -> OwnerId {
    match place {
        CountingPlace::Own(block) => {
            OwnerId::from_bits(block.owner.load(Relaxed) as u16)
        }
        _ => OwnerId::NONE,
    }
}

#[inline(always)]
fn insert(place: CountingPlace, address: u64, size: u64, owner: OwnerId) {
    match mapped::cells(address) {
        Some(cells) => cells.insert(size, owner),
        None => uncovered(place, 1),
    }
}

/// Takes the object at `ptr` off the map, if the map shows one there, and
/// answers its size.
fn take(place: CountingPlace, ptr: *mut u8) -> Option<(Moving, u64)> {
    let known = mapped::cells(ptr.addr() as u64)
        .filter(|_| has_map(place))
        .map(|cells| (cells, cells.head()))
        .filter(|(_, head)| head.is_head());
    let Some((cells, head)) = known else {
        if let Some(control) = place.control() {
            control.header().unknown_frees.fetch_add(1, Relaxed);
        }
        return None;
    };
    let found = (Moving::read(cells), cells.size(head));
    cells.remove();
    Some(found)
}

fn remove(place: CountingPlace, address: u64) {
    match mapped::cells(address) {
        Some(cells) => cells.remove(),
        None => uncovered(place, -1),
    }
}

fn uncovered(place: CountingPlace, change: i64) {
    if let Some(control) = place.control() {
        control.header().uncovered.fetch_add(change as u64, Relaxed);
    }
}
