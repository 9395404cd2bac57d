//! What walks came to.

use crate::HeapSeen;
use crate::linux::Span;
use crate::linux::account::Account;
use crate::linux::outside::account::{Accountant, AccountedHeap, HeapSums};
use crate::linux::outside::inside::Inside;
use crate::linux::outside::joined::TrackerReading;
use crate::linux::outside::live::Live;
use residue_walk::{Heap, Refusal, Walked};

/// What all walks came to.
#[derive(Debug, Default)]
pub(in super::super) struct Walks {
    pub(super) done: Vec<Walk>,
    pub(super) refused: Vec<(&'static str, Refusal)>,
    /// What each of these has handed out at most, where it tells.
    pub(super) in_use: Vec<Option<u64>>,
    pub(super) inside: Inside,
    pub(super) told: Option<TrackerReading>,
    /// Bytes of the process's memory that were copied.
    pub(super) copied: u64,
}

#[derive(Debug)]
pub(super) struct Walk {
    pub(super) seen: HeapSeen,
    pub(super) is_beside_malloc: bool,
    pub(super) regions: Vec<Span>,
    /// Resident pages that its remedy would give back, sorted.
    pub(super) returned: Vec<Span>,
    /// What is in it by its owners, for a process with a tracker.
    pub(super) account: Account,
}

impl Walks {
    /// Bytes of the process's memory that were copied for them.
    pub(in super::super) fn copied(&self) -> u64 {
        self.copied
    }

    /// What was refused.
    pub(in super::super) fn refused(&self) -> &[(&'static str, Refusal)] {
        &self.refused
    }

    /// Says that what may be over a moment later was so in so many walks, and
    /// that no more are made.
    pub(in super::super) fn give_up(&mut self, walks: usize) {
        for (_, refusal) in &mut self.refused {
            if walks > 1 && refusal.is_transient() {
                let of = Box::new(refusal.clone());
                *refusal = Refusal::GivenUp { of, walks };
            }
        }
    }

    /// Of a heap that was refused.
    #[cfg(test)]
    pub(in super::super) fn refused_by(
        name: &'static str,
        why: Refusal,
    ) -> Walks {
        Walks { refused: vec![(name, why)], ..Walks::default() }
    }

    /// Whether something was refused that may not be a moment later.
    pub(in super::super) fn may_be_better(&self) -> bool {
        self.refused.iter().any(|(_, refusal)| refusal.is_transient())
    }
}

impl Walk {
    pub(super) fn of(
        heap: &dyn Heap,
        walked: Walked,
        accountant: Accountant<'_>,
    ) -> (Walk, Live) {
        let AccountedHeap { sums, live, regions, returned, account } =
            accountant.finish();
        let HeapSums { live: resident, metadata, fragmentation, .. } = sums;
        let rounding = heap.tells_requested().then_some(sums.rounding);
        let seen = HeapSeen {
            allocator: heap.allocator().clone(),
            is_beside_malloc: heap.is_beside_malloc(),
            live: resident,
            rounding,
            foreign: None,
            metadata,
            fragmentation,
            cached: sums.cached,
            allocated: sums.allocated,
            held: sums.held.into_iter().collect(),
            returns: sums.returns.into_iter().collect(),
            shared: None,
            is_estimate: heap.is_estimate(),
            checks: walked.checks,
            notes: walked.notes,
        };
        let is_beside_malloc = heap.is_beside_malloc();
        let walk = Walk { seen, is_beside_malloc, regions, returned, account };
        (walk, live)
    }

    /// By what the program's allocator is known: it has most that the tracker
    /// made, or most of all.
    pub(super) fn rank(&self, is_tracked: bool) -> (u64, u64) {
        let resident = self.seen.resident();
        let foreign = self.account.foreign;
        (if is_tracked { self.seen.live - foreign } else { 0 }, resident)
    }
}

/// Where all that was walked lies, sorted.
pub(super) fn regions(done: &[Walk]) -> Vec<Span> {
    let mut regions: Vec<Span> =
        done.iter().flat_map(|walk| walk.regions.iter().cloned()).collect();
    regions.sort_by_key(|span| span.start);
    regions
}
