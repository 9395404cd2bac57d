#![expect(unsafe_code, reason = "an allocator that remembers its peak")]

//! The peak a scenario announces is above the one it has, and not far above.
//!
//! The counters see the whole process, so this is a program of its own.

mod common;
#[path = "common/ladders.rs"]
mod ladders;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use common::{Recorder, plan};
use ladders::LADDERS;
use residue_scenarios::{Plan, Scenario, Tag, all};

/// Counts live bytes and their peak; one that moves has both places alive.
struct Peak {
    live: AtomicUsize,
    peak: AtomicUsize,
}

#[global_allocator]
static ALLOCATOR: Peak =
    Peak { live: AtomicUsize::new(0), peak: AtomicUsize::new(0) };

// SAFETY: `System` keeps the contract; counting does not touch what it gives.
unsafe impl GlobalAlloc for Peak {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = self.live.fetch_add(layout.size(), SeqCst) + layout.size();
        self.peak.fetch_max(live, SeqCst);
        // SAFETY: the caller vouches for the layout.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller got the block from `alloc` with this layout.
        unsafe { System.dealloc(block, layout) };
        self.live.fetch_sub(layout.size(), SeqCst);
    }
}

fn observed_peak(scenario: &dyn Scenario, plan: &Plan) -> u64 {
    let mut recorder = Recorder::new(|| 0);
    let before = ALLOCATOR.live.load(SeqCst);
    ALLOCATOR.peak.store(before, SeqCst);
    scenario.run(plan, &mut recorder);
    (ALLOCATOR.peak.load(SeqCst) - before) as u64
}

/// Whether what it holds is not of this allocator.
fn is_elsewhere(scenario: &dyn Scenario) -> bool {
    let names = ["control-stack", "control-shared", "sqlite-memory"];
    names.contains(&scenario.name())
}

fn announced_peak_bounds_the_observed_one() {
    let mut wrong = Vec::new();
    for scenario in all() {
        let name = scenario.name();
        // 57,344 fill a table of 65,536 buckets; one more makes it grow.
        let is_default = scenario.tags().contains(&Tag::Default);
        let sizes: &[u64] = match is_default {
            true => &[1, 7, 10_000, 57_344, 57_345, 100_000],
            false => &[1, 7, 10_000],
        };
        for &elements in sizes {
            for ladder in LADDERS {
                let plan = Plan { ladder, ..plan(elements) };
                let observed = observed_peak(*scenario, &plan);
                let announced = scenario.peak_bytes(elements);
                if observed > announced {
                    wrong.push(format!(
                        "{name} {elements}: {observed} above {announced}"
                    ));
                }
                let tight = elements >= 10_000 && !is_elsewhere(*scenario);
                if tight && announced > 4 * observed {
                    wrong.push(format!(
                        "{name} {elements}: {announced} far above {observed}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn main() {
    announced_peak_bounds_the_observed_one();
}
