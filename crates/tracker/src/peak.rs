//! The highest live bytes, without a shared counter on the fast path.
//!
//! Each thread may allocate a grant of bytes before it adds up all threads'
//! balances and raises the peak. The grant is short while the peak rises, and
//! doubles while it does not, so that a loop which allocates and frees hardly
//! ever looks. Whoever adds up reads what was allocated before what was
//! freed, so that the sum is never above the truth.

use crate::memory::Control;
use residue_segment::ThreadBlock;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicU64, fence};

const LARGEST_GRANT: u64 = 64 << 10;

/// Whether each allocation is to look, and the highest that was seen.
static WATCHING: AtomicBool = AtomicBool::new(false);
static WATCHED: AtomicU64 = AtomicU64::new(0);

/// Watches the peak from `live` on.
pub(crate) fn watch_from(live: u64) {
    WATCHED.store(live, Relaxed);
    WATCHING.store(true, Release);
}

/// The highest live bytes that were seen since [`watch_from`].
pub(crate) fn watched() -> u64 {
    WATCHED.load(Relaxed)
}

/// Grants budgets again.
pub(crate) fn watch_no_more() {
    WATCHING.store(false, Release);
}

/// Takes `size` allocated bytes off the block's budget; where that does not
/// suffice, looks at the peak and grants anew.
pub(crate) fn charge(control: Control, block: &ThreadBlock, size: u64) {
    let budget = &block.budget;
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
    if WATCHING.load(Relaxed) {
        WATCHED.fetch_max(live, Relaxed);
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

/// Takes what is left of the budget back.
pub(crate) fn settle(block: &ThreadBlock) {
    let total = block.total();
    block.granted.store(total, Release);
    block.budget.store(0, Release);
}

/// Live bytes: all allocated less all freed. Other threads that allocate
/// meanwhile make it lower than the truth, never higher.
pub(crate) fn live(control: Control) -> u64 {
    difference(total(control), freed(control))
}

/// Bytes ever requested, on all threads, wrapped around where other threads
/// that refill their budgets meanwhile make it less than 0.
pub(crate) fn total(control: Control) -> u64 {
    in_use(control).map(total_of).fold(0, u64::wrapping_add)
}

/// Bytes ever freed, on all threads.
pub(crate) fn freed(control: Control) -> u64 {
    in_use(control)
        .map(|block| block.freed.load(Relaxed))
        .fold(0, u64::wrapping_add)
}

/// `one` less `other`, or 0 where that is less.
pub(crate) fn difference(one: u64, other: u64) -> u64 {
    one.wrapping_sub(other).cast_signed().max(0).cast_unsigned()
}

/// What `ThreadBlock::total` is in a block whose thread goes on meanwhile: at
/// most the truth. The thread changes the grant before it takes a budget back,
/// so that a reading with the old grant and the new budget is noticed, and
/// made again.
fn total_of(block: &ThreadBlock) -> u64 {
    loop {
        let granted = block.granted.load(Relaxed);
        let total = block.total();
        fence(Acquire);
        if block.granted.load(Relaxed) == granted {
            return total;
        }
    }
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
    if WATCHING.load(Relaxed) { 0 } else { grant }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU64;

    #[test]
    fn a_difference_is_never_below_zero() {
        assert_eq!(difference(7, 5), 2);
        assert_eq!(difference(5, 7), 0);
        // A sum that is 512 below 0, as a refill may leave it.
        assert_eq!(difference(0_u64.wrapping_sub(512), 137), 0);
    }

    #[test]
    fn a_total_read_meanwhile_is_at_most_the_truth() {
        const BUDGET: i64 = 1000;
        let (block, truth) = (ThreadBlock::empty(), AtomicU64::new(0));
        let spend = || {
            for size in (1..BUDGET).cycle().take(200_000) {
                block.budget.store(BUDGET, Release);
                block.granted.fetch_add(BUDGET as u64, Release);
                truth.fetch_add(size as u64, Release);
                block.budget.store(BUDGET - size, Relaxed);
                settle(&block);
            }
        };
        std::thread::scope(|scope| {
            let spender = scope.spawn(spend);
            while !spender.is_finished() {
                let seen = total_of(&block).cast_signed();
                assert!(seen <= truth.load(Acquire).cast_signed());
            }
        });
        assert_eq!(total_of(&block), truth.into_inner());
    }
}
