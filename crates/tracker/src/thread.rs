//! Which block of counters a thread writes.
//!
//! A thread takes a block at its first operation and gives it back when it
//! ends, sums and all, for a later thread to go on with. The destructor is a
//! `pthread` one: those run after Rust's thread-local destructors, and asking
//! for it allocates nothing.
use crate::memory::Control;
use crate::process::{self, Unless};
use crate::{peak, sys};
use residue_segment::{BLOCKS_MAX, Header, ThreadBlock};
use std::cell::Cell;
use std::ffi::c_void;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

/// What the fast path of a thread looks at. Each is read by itself: a read of
/// the whole would cost a check that it is valid.
struct Fast {
    /// The block to count in.
    block: Cell<&'static ThreadBlock>,
    /// 1 where that block is the thread's own, else 0, and every operation
    /// takes the slow path.
    held: Cell<u64>,
    /// Addresses below this have cells in the live map; 0 until the thread
    /// has taken the slow path once.
    coverage: Cell<u64>,
    /// The same for allocations alone: 0 also inside a container's scope,
    /// where the slow path tags them.
    untagged: Cell<u64>,
    /// Where the live map begins.
    live_base: Cell<u64>,
}

/// Of threads that have not allocated yet: sends them to the slow path.
static UNTOUCHED: ThreadBlock = ThreadBlock::closed();
/// Of threads that have given their block back, or never had one.
static WITHOUT: ThreadBlock = ThreadBlock::closed();

thread_local! {
    // Constant and without a destructor, so that reading it is one load and
    // works to the very end of the thread.
    static FAST: Fast = const {
        Fast {
            block: Cell::new(&UNTOUCHED),
            held: Cell::new(0),
            coverage: Cell::new(0),
            untagged: Cell::new(0),
            live_base: Cell::new(0),
        }
    };
}

/// Where a thread counts.
#[derive(Clone, Copy)]
pub(crate) enum Standing {
    /// In a block of its own; then the process is tracked.
    Own(&'static ThreadBlock),
    /// In the block that threads without one share, by locked instructions.
    Shared(Control),
    /// Nowhere: the process is not tracked.
    Untracked,
}

/// The block that the fast path counts in.
#[inline(always)]
pub(crate) fn block() -> &'static ThreadBlock {
    FAST.with(|fast| fast.block.get())
}

/// Whether [`block`] is the thread's own.
#[inline(always)]
pub(crate) fn is_held() -> bool {
    FAST.with(|fast| fast.held.get()) != 0
}

/// Addresses below this are in the live map at [`live_base`].
#[inline(always)]
pub(crate) fn coverage() -> u64 {
    FAST.with(|fast| fast.coverage.get())
}

/// An allocation below this is in the live map at [`live_base`], and has no
/// owner.
#[inline(always)]
pub(crate) fn untagged() -> u64 {
    FAST.with(|fast| fast.untagged.get())
}

/// Where the live map begins, if [`coverage`] is not 0.
#[inline(always)]
pub(crate) fn live_base() -> u64 {
    FAST.with(|fast| fast.live_base.get())
}

/// Opens the fast path to the live map; for allocations, unless they have an
/// owner.
pub(crate) fn open(coverage: u64, live_base: u64) {
    FAST.with(|fast| {
        let has_owner = fast.block.get().owner.load(Relaxed) != 0;
        fast.live_base.set(live_base);
        fast.coverage.set(coverage);
        fast.untagged.set(if has_owner { 0 } else { coverage });
    });
}

fn set(block: &'static ThreadBlock, held: u64) {
    FAST.with(|fast| {
        fast.coverage.set(0);
        fast.untagged.set(0);
        fast.held.set(held);
        fast.block.set(block);
    });
}

/// Where this thread counts; its first call gives it a block.
#[inline(always)]
pub(crate) fn standing(unless: Unless) -> Standing {
    match own_block() {
        Some(block) => Standing::Own(block),
        None => standing_without(unless),
    }
}

#[cold]
#[inline(never)]
fn standing_without(unless: Unless) -> Standing {
    let Some(control) = process::start(unless) else {
        return Standing::Untracked;
    };
    if std::ptr::eq(block(), &raw const UNTOUCHED) {
        register(control)
    } else {
        Standing::Shared(control)
    }
}

/// Where this thread counts, if it has counted already.
#[inline(always)]
pub(crate) fn own_block() -> Option<&'static ThreadBlock> {
    is_held().then(block)
}

/// Makes this thread count nowhere of its own from now on.
pub(crate) fn leave() {
    set(&WITHOUT, 0);
}

fn register(control: Control) -> Standing {
    let Some(block) = take(control) else {
        leave();
        return Standing::Shared(control);
    };
    set(block, 1);
    control.header().threads.fetch_add(1, AcqRel);
    // Without the notice the block is lost when the thread ends; its sums
    // are not.
    sys::notify_at_thread_end(std::ptr::from_ref(block).cast());
    Standing::Own(block)
}

/// Called by the C library at the end of each thread that has a block.
pub(crate) extern "C" fn end(_: *mut c_void) {
    let own = own_block();
    leave();
    if let (Some(block), Some(control)) = (own, process::control()) {
        peak::settle(block);
        // A scope that outlives its thread ends here.
        block.owner.store(0, Relaxed);
        give(control, block);
        control.header().threads.fetch_sub(1, Release);
    }
}

const INDEX: u64 = u32::MAX as u64;

/// A free block, or a new one, or `None` when all are in use.
fn take(control: Control) -> Option<&'static ThreadBlock> {
    let header = control.header();
    let mut top = header.free_blocks.load(Acquire);
    while let Some(index) = (top & INDEX).checked_sub(1) {
        let block = control.blocks().get(index as usize)?;
        let next = block.next.load(Relaxed);
        match swap(header, top, next) {
            Ok(_) => return Some(block),
            Err(now) => top = now,
        }
    }
    let mut used = header.blocks_used.load(Relaxed);
    while (used as usize) < BLOCKS_MAX {
        let more = used + 1;
        match header.blocks_used.compare_exchange(used, more, AcqRel, Relaxed) {
            Ok(_) => return control.blocks().get(used as usize),
            Err(now) => used = now,
        }
    }
    None
}

fn give(control: Control, block: &'static ThreadBlock) {
    let header = control.header();
    let index = index_of(control, block) + 1;
    let mut top = header.free_blocks.load(Acquire);
    loop {
        block.next.store(top as u32, Relaxed);
        match swap(header, top, index) {
            Ok(_) => return,
            Err(now) => top = now,
        }
    }
}

/// Puts `next` on top of the free list. The high half counts, so that a block
/// that was taken and given back meanwhile is noticed.
fn swap(header: &Header, top: u64, next: u32) -> Result<u64, u64> {
    let count = (top >> 32).wrapping_add(1) << 32;
    let new = count | u64::from(next);
    header.free_blocks.compare_exchange(top, new, AcqRel, Acquire)
}

fn index_of(control: Control, block: &ThreadBlock) -> u32 {
    let first = control.blocks().as_ptr().addr();
    let offset = std::ptr::from_ref(block).addr() - first;
    (offset / size_of::<ThreadBlock>()) as u32
}
