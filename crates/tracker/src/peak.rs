//! The highest live bytes, without a shared counter on the fast path.
//!
//! Each thread may allocate a grant of bytes before it adds up all threads'
//! balances and raises the peak. The grant is short while the peak rises, and
//! doubles while it does not. A thread whose own balance has not risen since
//! its last grant has hidden nothing, and is granted anew without a look, so
//! that a loop which allocates and frees hardly ever adds up. Whoever does
//! reads what was allocated before what was freed, so that the sum is never
//! above the truth.

use crate::mapped::Control;
use crate::{own_counter, process};
use residue_segment::ThreadBlock;
use std::hint::cold_path;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicU64, fence};

/// A thread may rise by two of them unseen: by one while another looks, and
/// by one after its balance was back at that of its last grant.
const LARGEST_GRANT: u64 = 32 << 10;
/// A thread may always come to this one while the peak does not rise.
pub(crate) const LONG_GRANT: u64 = 4096;
const SHORTEST_GRANT: u64 = 512;

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
/// suffice, grants anew, and looks at the peak if need be.
#[inline(always)]
pub(crate) fn charge(block: &ThreadBlock, size: u64) {
    if !try_charge(block, size) {
        charge_and_look(block, size);
    }
}

/// The same where that takes no look at the peak; answers whether it was done.
#[inline(always)]
pub(crate) fn try_charge(block: &ThreadBlock, size: u64) -> bool {
    let budget = &block.budget;
    // No layout is larger than `isize::MAX`, so that this cannot wrap.
    let left = budget.load(Relaxed).wrapping_sub(size as i64);
    if left >= 0 {
        budget.store(left, Relaxed);
        return true;
    }
    cold_path();
    charge_again(block, size, left)
}

/// The same for an object of `old` bytes that has `size` now; nothing is done
/// where that takes a new grant.
#[inline(always)]
pub(crate) fn try_exchange(block: &ThreadBlock, old: u64, size: u64) -> bool {
    let left = block.budget.load(Relaxed).wrapping_sub(size as i64);
    if left < 0 {
        return false;
    }
    // Freed before the rest is allocated, as it is where the two are apart.
    own_counter::add(&block.freed, old);
    block.budget.store(left, Relaxed);
    true
}

#[cold]
#[inline(never)]
fn charge_and_look(block: &ThreadBlock, size: u64) {
    let total = block.total().wrapping_add(size);
    use_up(block, total);
    let grant = process::control().map_or(0, |control| grant(control, block));
    give(block, total, balance(block, total), grant);
}

/// Takes `size` allocated bytes off the block's budget, which would leave
/// `left`, and grants anew without a look, if the thread can have hidden
/// nothing since its last grant.
#[inline(always)]
fn charge_again(block: &ThreadBlock, size: u64, left: i64) -> bool {
    // As of a block in which no more than that is left.
    let granted = block.granted.load(Relaxed);
    let total = granted.wrapping_sub(left.cast_unsigned());
    let balance = balance(block, total);
    let has_risen = balance > block.granted_at.load(Relaxed);
    if has_risen || WATCHING.load(Relaxed) {
        return false;
    }
    if size >= LONG_GRANT {
        // It hides nothing either: the thread is no higher than it was when
        // it was granted more than what is left of that.
        block.granted.store(granted.wrapping_add(size), Release);
        return true;
    }
    let last = block.grant.load(Relaxed);
    let grant = match last < LONG_GRANT {
        true => (last * 2).clamp(SHORTEST_GRANT, LONG_GRANT),
        false => last,
    };
    give(block, total, balance, grant);
    true
}

/// What has been allocated is `total` now, and nothing is left to allocate.
/// The order keeps `ThreadBlock::total` at most the truth in between.
fn use_up(block: &ThreadBlock, total: u64) {
    block.granted.store(total, Release);
    block.budget.store(0, Release);
}

/// Grants bytes to a block in which what has been allocated is `total` now,
/// and of that `balance` lives. No less than the last grant, unless the budget
/// is used up: with more left than is granted, `ThreadBlock::total` would be
/// above the truth in between.
#[inline(always)]
fn give(block: &ThreadBlock, total: u64, balance: i64, grant: u64) {
    block.grant.store(grant, Relaxed);
    block.granted_at.store(balance, Relaxed);
    block.budget.store(grant as i64, Release);
    block.granted.store(total.wrapping_add(grant), Release);
}

/// Bytes live of those the thread allocated, less those of others it freed.
fn balance(block: &ThreadBlock, total: u64) -> i64 {
    total.wrapping_sub(block.freed.load(Relaxed)).cast_signed()
}

/// Adds `size` allocated bytes to the block that threads without one share.
pub(crate) fn charge_shared(control: Control, size: u64) {
    control.header().shared.granted.fetch_add(size, Relaxed);
    look(control);
}

/// Raises the peak to what is live now.
pub(crate) fn look(control: Control) -> PeakLook {
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
    PeakLook { peak: peak.max(live), below: peak.saturating_sub(live), rose }
}

/// What a look at the peak saw.
pub(crate) struct PeakLook {
    peak: u64,
    below: u64,
    rose: bool,
}

/// Begins a new step: its peak is what is live now.
pub(crate) fn begin_step(control: Control) {
    control.header().phase.peak_live.store(live(control), Relaxed);
}

/// Takes what is left of the budget back, and has the next allocation look.
pub(crate) fn settle(block: &ThreadBlock) {
    use_up(block, block.total());
    block.granted_at.store(i64::MIN, Relaxed);
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
    if WATCHING.load(Relaxed) {
        return 0;
    }
    let grant = if seen.rose {
        seen.peak >> 10
    } else {
        let longest = (seen.peak >> 4).max(LONG_GRANT);
        let doubled = block.grant.load(Relaxed) * 2;
        // Below the peak there is nothing to miss.
        doubled.min(longest).max(seen.below)
    };
    grant.clamp(SHORTEST_GRANT, LARGEST_GRANT)
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

    /// A block that was granted bytes at a high balance, and is far below it.
    fn fallen() -> ThreadBlock {
        let block = ThreadBlock::empty();
        give(&block, 1 << 20, 1 << 20, 512);
        use_up(&block, 1 << 20);
        block.freed.store(1 << 20, Relaxed);
        block
    }

    fn again(block: &ThreadBlock, size: u64) -> bool {
        let left = block.budget.load(Relaxed) - size as i64;
        charge_again(block, size, left)
    }

    #[test]
    fn an_object_larger_than_a_grant_takes_nothing_of_it() {
        let block = fallen();
        block.budget.fetch_add(100, Relaxed);
        block.granted.fetch_add(100, Relaxed);
        let large = 1 << 19;
        assert!(again(&block, large));
        assert_eq!(block.budget.load(Relaxed), 100);
        assert_eq!(block.total(), (1 << 20) + large);
        // One that makes the thread rise is looked at.
        assert!(!again(&block, 1 << 20));
    }

    /// One test: whether a peak is watched holds for all threads.
    #[test]
    fn a_thread_goes_on_without_a_look_until_one_is_due() {
        until_it_rises();
        until_it_is_settled();
        until_a_peak_is_watched();
    }

    fn until_it_rises() {
        let block = fallen();
        assert!(again(&block, 64));
        assert_eq!(block.budget.load(Relaxed), 1024);
        use_up(&block, block.total());
        assert!(!again(&block, 1));
        block.freed.fetch_add(64, Relaxed);
        assert!(again(&block, 64));
        assert_eq!(block.total(), (1 << 20) + 128);
    }

    fn until_it_is_settled() {
        let block = fallen();
        settle(&block);
        assert!(!again(&block, 64));
    }

    fn until_a_peak_is_watched() {
        watch_from(0);
        assert!(!again(&fallen(), 64));
        watch_no_more();
        let block = fallen();
        // As a watch leaves it.
        block.grant.store(0, Relaxed);
        assert!(again(&block, 64));
        assert_eq!(block.budget.load(Relaxed), 512);
    }

    #[test]
    fn a_total_read_meanwhile_is_at_most_the_truth() {
        const BUDGET: i64 = 1000;
        const ROUNDS: usize = if cfg!(miri) { 500 } else { 200_000 };
        let (block, truth) = (ThreadBlock::empty(), AtomicU64::new(0));
        let spend = || {
            for size in (1..BUDGET).cycle().take(ROUNDS) {
                block.budget.store(BUDGET, Release);
                block.granted.fetch_add(BUDGET as u64, Release);
                truth.fetch_add(size as u64, Release);
                // In an order, as the fast path needs none: nobody else tells
                // by it what the truth is.
                block.budget.store(BUDGET - size, Release);
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
