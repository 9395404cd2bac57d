//! Every operation that the fast path does not do itself: a thread's first, a
//! large object, an object of a named container, a new grant, a reallocation,
//! a process that is not tracked. Never inlined, so that the fast path stays
//! free of their registers.

use crate::memory::{self, Cells, Control};
use crate::peak;
use crate::process::{self, Unless};
use crate::thread::{self, Standing};
use residue_segment::{LiveCell, OwnerCell, OwnerId};
use std::sync::atomic::Ordering::Relaxed;

/// What an operation leaves behind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Traces {
    /// Counters.
    Counters,
    /// Counters and the map.
    CountersAndMap,
}

/// What the map said of an object before it was reallocated.
#[derive(Clone, Copy)]
pub(crate) struct Before {
    head: LiveCell,
    owner: OwnerCell,
}

/// Counts the object of `size` bytes at `ptr`, which it returns, so that the
/// fast path ends with this call and keeps nothing over it.
#[cold]
#[inline(never)]
pub(crate) fn allocated(
    ptr: *mut u8,
    size: usize,
    unless: Unless,
    traces: Traces,
) -> *mut u8 {
    let standing = thread::standing(unless);
    count_allocation(standing, size as u64);
    if traces == Traces::CountersAndMap && has_map(standing) {
        insert(standing, ptr.addr() as u64, size as u64, current(standing));
    }
    ptr
}

/// Counts the free of the object of `size` bytes at `ptr`, before it is freed.
#[cold]
#[inline(never)]
pub(crate) fn freed(ptr: *mut u8, size: usize, unless: Unless, traces: Traces) {
    let standing = thread::standing(unless);
    if traces == Traces::CountersAndMap && has_map(standing) {
        remove(standing, ptr.addr() as u64);
    }
    count_free(standing, size as u64);
}

/// Takes the object at `ptr` off the map, before it is reallocated: once it
/// has moved, another thread may be given its place.
#[inline(never)]
pub(crate) fn moving(ptr: *mut u8, unless: Unless) -> Before {
    let nothing =
        Before { head: LiveCell::EMPTY, owner: OwnerCell::from_bits(0) };
    let standing = thread::standing(unless);
    if !has_map(standing) {
        return nothing;
    }
    let address = ptr.addr() as u64;
    let before = memory::cells(address).map_or(nothing, Before::read);
    remove(standing, address);
    before
}

/// Puts an object back that could not be reallocated.
#[cold]
#[inline(never)]
pub(crate) fn not_moved(
    ptr: *mut u8,
    size: usize,
    before: Before,
    unless: Unless,
) {
    let standing = thread::standing(unless);
    if has_map(standing) {
        insert(standing, ptr.addr() as u64, size as u64, before.owner());
    }
}

/// Counts a reallocation from `old` to `new` bytes, now at `ptr`: one
/// allocation and one free. The object keeps its owner; one that had none
/// takes that of the scope it grew in.
#[inline(never)]
pub(crate) fn moved(
    ptr: *mut u8,
    old: usize,
    new: usize,
    before: Before,
    unless: Unless,
) {
    let standing = thread::standing(unless);
    count_free(standing, old as u64);
    count_allocation(standing, new as u64);
    if has_map(standing) {
        let owner = match before.owner() {
            OwnerId::NONE => current(standing),
            owner => owner,
        };
        insert(standing, ptr.addr() as u64, new as u64, owner);
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
    unless: Unless,
) -> *mut u8 {
    let standing = thread::standing(unless);
    count_free(standing, old as u64);
    count_allocation(standing, new as u64);
    ptr
}

/// Puts an object of the allocator's own tables on the map. It is in no
/// counter: it is not the program's.
pub(crate) fn own_allocated(ptr: *mut u8, size: usize, unless: Unless) {
    let standing = thread::standing(unless);
    let Some(header) = standing.control().map(Control::header) else { return };
    if ptr.is_null() || !has_map(standing) || !process::ensure_owners(header) {
        return;
    }
    header.own_objects.fetch_add(1, Relaxed);
    let address = ptr.addr() as u64;
    insert(standing, address, size as u64, OwnerId::ALLOCATOR);
}

/// Takes an object of the allocator's own tables off the map.
pub(crate) fn own_freed(ptr: *mut u8, unless: Unless) {
    let standing = thread::standing(unless);
    let Some(header) = standing.control().map(Control::header) else { return };
    let Some(cells) = memory::cells(ptr.addr() as u64) else { return };
    if has_map(standing) && cells.head().is_head() {
        header.own_objects.fetch_sub(1, Relaxed);
        remove(standing, ptr.addr() as u64);
    }
}

impl Before {
    fn read(cells: Cells) -> Before {
        Before { head: cells.head(), owner: cells.owner_cell() }
    }

    fn owner(self) -> OwnerId {
        if self.head.is_tagged() { self.owner.owner() } else { OwnerId::NONE }
    }
}

impl Standing {
    fn control(self) -> Option<Control> {
        match self {
            Standing::Own(_) => process::control(),
            Standing::Shared(control) => Some(control),
            Standing::Untracked => None,
        }
    }
}

#[inline(always)]
fn count_allocation(standing: Standing, size: u64) {
    match standing {
        Standing::Own(block) => {
            add(&block.allocations, 1);
            peak::charge(block, size);
        }
        Standing::Shared(control) => {
            control.header().shared.allocations.fetch_add(1, Relaxed);
            peak::charge_shared(control, size);
        }
        Standing::Untracked => {}
    }
}

fn count_free(standing: Standing, size: u64) {
    match standing {
        Standing::Own(block) => {
            add(&block.frees, 1);
            add(&block.freed, size);
        }
        Standing::Shared(control) => {
            control.header().shared.frees.fetch_add(1, Relaxed);
            control.header().shared.freed.fetch_add(size, Relaxed);
        }
        Standing::Untracked => {}
    }
}

/// Adds to a counter that only this thread writes.
#[inline(always)]
pub(crate) fn add(counter: &std::sync::atomic::AtomicU64, more: u64) {
    counter.store(counter.load(Relaxed).wrapping_add(more), Relaxed);
}

/// Whether objects go to the map.
#[inline(always)]
fn has_map(standing: Standing) -> bool {
    // Only of a thread with a block, and a map, is that more than 0.
    thread::coverage() != 0 || open_map(standing)
}

/// The first time, this opens the fast path to the thread.
#[cold]
#[inline(never)]
fn open_map(standing: Standing) -> bool {
    let Some(control) = standing.control() else { return false };
    if !process::ensure_maps(control.header()) {
        return false;
    }
    if let Standing::Own(_) = standing {
        thread::open(memory::coverage(), memory::live_base());
    }
    true
}

fn current(standing: Standing) -> OwnerId {
    match standing {
        Standing::Own(block) => {
            OwnerId::from_bits(block.owner.load(Relaxed) as u16)
        }
        _ => OwnerId::NONE,
    }
}

fn insert(standing: Standing, address: u64, size: u64, owner: OwnerId) {
    let Some(cells) = memory::cells(address) else {
        return uncovered(standing, 1);
    };
    let head = LiveCell::head(size);
    if head.is_large() {
        cells.large().store(size, Relaxed);
    }
    let tag = match owner {
        OwnerId::NONE => None,
        _ => cells.owner(),
    };
    let head = match tag {
        None => head,
        Some(cell) => {
            cell.store(OwnerCell::new(owner, head, size).bits(), Relaxed);
            head.tagged()
        }
    };
    cells.live().store(head.bits(), Relaxed);
}

fn remove(standing: Standing, address: u64) {
    match memory::cells(address) {
        Some(cells) => {
            cells.live().store(LiveCell::EMPTY.bits(), Relaxed);
        }
        None => uncovered(standing, -1),
    }
}

fn uncovered(standing: Standing, change: i64) {
    if let Some(control) = standing.control() {
        control.header().uncovered.fetch_add(change as u64, Relaxed);
    }
}
