//! Which block of counters a thread writes.
//!
//! A thread takes a block at its first operation and gives it back when it
//! ends, sums and all, for a later thread to go on with. The destructor is a
//! `pthread` one: those run after Rust's thread-local destructors, and asking
//! for it allocates nothing.
mod blocks;
mod fast;

pub(crate) use crate::own_counter::add;

use crate::mapped::{Cells, Control, HeadCell};
use crate::{peak, process, sys};
use residue_segment::{OwnerId, ThreadBlock};
use std::ffi::c_void;
use std::sync::atomic::Ordering::{AcqRel, Relaxed, Release};

/// Of threads that have not allocated yet: sends them to the slow path.
static UNTOUCHED: ThreadBlock = ThreadBlock::closed();
/// Of threads that have given their block back, or never had one.
static WITHOUT: ThreadBlock = ThreadBlock::closed();

/// The block that the fast path counts in.
#[inline(always)]
pub(crate) fn block() -> &'static ThreadBlock {
    fast::with(|fast| fast.block.get())
}

/// Whether [`block`] is the thread's own.
#[inline(always)]
pub(crate) fn is_held() -> bool {
    fast::with(|fast| fast.held.get()) != 0
}

/// The thread's own block, if it has one.
#[inline(always)]
pub(crate) fn own_block() -> Option<&'static ThreadBlock> {
    is_held().then(block)
}

/// Whether the live map is open to the fast path; then [`block`] is the
/// thread's own.
#[inline(always)]
pub(crate) fn is_map_open() -> bool {
    fast::with(|fast| fast.map.is_open())
}

/// The cell of an object at `address`, if the fast path may write it.
#[inline(always)]
pub(crate) fn cell(address: u64) -> Option<HeadCell> {
    fast::with(|fast| fast.map.cell(address))
}

/// All cells of an object at `address`, if the fast path may write them.
#[inline(always)]
pub(crate) fn cells(address: u64) -> Option<Cells> {
    fast::with(|fast| fast.map.cells(address))
}

/// As [`cell`] for an object of `size` bytes, at most
/// [`SMALL_MAX`](residue_segment::SMALL_MAX), that is being allocated: in a
/// container's scope, whose it is is written.
#[inline(always)]
pub(crate) fn new_cell(address: u64, size: u64) -> Option<HeadCell> {
    // All that is looked at in one go: LLVM does not inline a second.
    fast::with(|fast| fast.map.new_cell(address, size))
}

/// As [`cell`] for an object that is being allocated outside all scopes.
#[inline(always)]
pub(crate) fn untagged_cell(address: u64) -> Option<HeadCell> {
    fast::with(|fast| fast.map.untagged_cell(address))
}

/// Whether what the thread allocates has no owner, where
/// [the map is open](is_map_open).
#[inline(always)]
pub(crate) fn is_outside_scopes() -> bool {
    fast::with(|fast| fast.map.is_outside_scopes())
}

/// As [`cells`] for a large object that is being allocated outside all scopes.
#[inline(always)]
pub(crate) fn untagged_large(address: u64) -> Option<Cells> {
    fast::with(|fast| fast.map.untagged_large(address))
}

/// Opens the fast path to the live map, if there is one, for the owner that
/// the block names. To be called again when that has changed.
pub(crate) fn open_map() {
    fast::with(|fast| {
        let owner = fast.block.get().owner.load(Relaxed);
        fast.map.open(OwnerId::from_bits(owner as u16));
    });
}

/// Whether this thread has counted nothing yet.
pub(crate) fn is_new() -> bool {
    std::ptr::eq(block(), &raw const UNTOUCHED)
}

fn set(block: &'static ThreadBlock, held: u64) {
    fast::with(|fast| {
        fast.map.close();
        fast.held.set(held);
        fast.block.set(block);
    });
}

/// Makes this thread count nowhere of its own from now on.
pub(crate) fn leave() {
    set(&WITHOUT, 0);
}

/// Gives this thread a block of its own, unless all are in use.
pub(crate) fn register(control: Control) -> Option<&'static ThreadBlock> {
    let Some(block) = blocks::take(control) else {
        leave();
        return None;
    };
    set(block, 1);
    control.header().threads.fetch_add(1, AcqRel);
    // Without the notice the block is lost when the thread ends; its sums
    // are not.
    sys::notify_at_thread_end(std::ptr::from_ref(block).cast());
    Some(block)
}

/// Called by the C library at the end of each thread that has a block.
pub(crate) extern "C" fn end(_: *mut c_void) {
    let own = own_block();
    leave();
    if let (Some(block), Some(control)) = (own, process::control()) {
        peak::settle(block);
        // A scope that outlives its thread ends here.
        block.owner.store(0, Relaxed);
        blocks::give(control, block);
        control.header().threads.fetch_sub(1, Release);
    }
}
