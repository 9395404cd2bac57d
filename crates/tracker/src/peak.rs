//! The highest live bytes, without a shared counter on the fast path.
//!
//! Each thread may allocate a grant of bytes before it adds up all threads'
//! balances and raises the peak. The grant is short while the peak rises, and
//! doubles while it does not, so that a loop which allocates and frees hardly
//! ever looks. Whoever adds up reads what was allocated before what was
//! freed, so that the sum is never above the truth.

use crate::memory::Control;
use residue_segment::ThreadBlock;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering::{Relaxed, Release};

const LARGEST_GRANT: u64 = 64 << 10;

/// Takes `size` allocated bytes off the block's budget; where that does not
/// suffice, looks at the peak and grants anew.
pub(crate) fn charge(control: Control, block: &ThreadBlock, size: u64) {
    let budget = purse(block);
    let left = budget.load(Relaxed).saturating_sub_unsigned(size);
    if left >= 0 {
        budget.store(left, Relaxed);
        return;
    }
    // The order keeps `ThreadBlock::total` at most the truth in between.
    let total = block.total().wrapping_add(size);
    block.granted.store(total, Release);
    budget.store(0, Release);
    let grant = grant(control, block);
    budget.store(grant as i64, Release);
    block.granted.store(total.wrapping_add(grant), Release);
}

/// Adds `size` allocated bytes to the block that threads without one share.
pub(crate) fn charge_shared(control: Control, size: u64) {
    control.header().shared.granted.fetch_add(size, Relaxed);
    look(control);
}

/// Raises the peak to what is live now.
pub(crate) fn look(control: Control) -> Look {
    let header = control.header();
    let live = live(control);
    let peak = header.phase.peak_live.load(Relaxed);
    let rose = live > peak;
    if rose {
        // Rare enough for a locked instruction.
        header.phase.peak_live.fetch_max(live, Relaxed);
        header.peak_live.fetch_max(live, Relaxed);
    }
    Look { peak: peak.max(live), below: peak.saturating_sub(live), rose }
}

/// What a look at the peak saw.
pub(crate) struct Look {
    peak: u64,
    below: u64,
    rose: bool,
}

/// Begins a new step: its peak is what is live now.
pub(crate) fn begin_step(control: Control) {
    control.header().phase.peak_live.store(live(control), Relaxed);
}

/// Takes what is left of the budget back, and ends any scope.
pub(crate) fn settle(block: &ThreadBlock) {
    let total = block.total();
    block.granted.store(total, Release);
    block.budget.store(0, Release);
    block.parked.store(0, Release);
    block.owner.store(0, Relaxed);
}

/// Sends this thread's allocations to the slow path until [`unpark`].
pub(crate) fn park(block: &ThreadBlock) {
    block.parked.store(block.budget.load(Relaxed), Release);
    block.budget.store(0, Release);
}

/// Undoes [`park`].
pub(crate) fn unpark(block: &ThreadBlock) {
    block.budget.store(block.parked.load(Relaxed), Release);
    block.parked.store(0, Release);
}

/// Live bytes: all allocated less all freed. Other threads that allocate
/// meanwhile make it lower than the truth, never higher.
pub(crate) fn live(control: Control) -> u64 {
    let sum = |figure: fn(&ThreadBlock) -> u64| {
        in_use(control).map(figure).fold(0, u64::wrapping_add)
    };
    let total = sum(ThreadBlock::total);
    let freed = sum(|block| block.freed.load(Relaxed));
    total.saturating_sub(freed)
}

/// The blocks ever handed out, and the shared one.
pub(crate) fn in_use(
    control: Control,
) -> impl Iterator<Item = &'static ThreadBlock> {
    let used = control.header().blocks_used.load(Relaxed) as usize;
    let blocks = control.blocks();
    let own = &blocks[..used.min(blocks.len())];
    std::iter::once(&control.header().shared).chain(own)
}

fn purse(block: &ThreadBlock) -> &AtomicI64 {
    match block.owner.load(Relaxed) {
        0 => &block.budget,
        _ => &block.parked,
    }
}

fn grant(control: Control, block: &ThreadBlock) -> u64 {
    let seen = look(control);
    let grant = if seen.rose {
        (seen.peak >> 10).max(512)
    } else {
        let longest = (seen.peak >> 4).max(4096);
        let doubled = block.grant.load(Relaxed) * 2;
        // Below the peak there is nothing to miss.
        doubled.min(longest).max(seen.below)
    };
    let grant = grant.min(LARGEST_GRANT);
    block.grant.store(grant, Relaxed);
    grant
}
