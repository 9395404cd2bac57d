//! What the tracker counts is what dhat counts, although dhat allocates its
//! own tables through the same global allocator.
//!
//! Both count the whole process, and the backend is chosen before `main`: so
//! this is a program of its own, which starts itself anew.

use residue_runner::Global;
use residue_scenarios::{Holding, Host, Ladder, Plan};
use std::process::Command;

#[global_allocator]
static ALLOCATOR: Global = Global::new();

/// Live bytes, and allocations since the start.
type Counted = [u64; 2];

/// What the tracker and dhat counted at each phase.
struct Notes(Vec<(&'static str, Counted, Counted)>);

impl Host for Notes {
    fn within(&mut self, _: &'static str, work: &mut dyn FnMut()) {
        work();
    }

    fn declare(&mut self, _: Holding) {}

    fn mark(&mut self, phase: &'static str) {
        assert!(self.0.len() < self.0.capacity(), "notes must not allocate");
        let ours = residue::counters().expect("tracked");
        let its = residue_backends::dhat_heap_stats().expect("it runs");
        let ours = [ours.live, ours.allocations];
        self.0.push((phase, ours, [its.curr_bytes as u64, its.total_blocks]));
    }

    fn settle(&mut self) {}

    fn collect(&mut self) {
        residue_backends::purge();
    }
}

/// Objects from before the profiler started are not dhat's, so both are
/// compared by what changed since the first phase.
fn compare(scenario: &str) {
    let mut notes = Notes(Vec::with_capacity(16));
    let plan = Plan { elements: 5_000, seed: 1, ladder: Ladder::Shrink };
    let found = residue_scenarios::find(scenario).expect("in the list");
    found.run(&plan, &mut notes);
    let (_, ours_before, its_before) = notes.0[0];
    let since = |now: Counted, before: Counted| {
        [now[0] as i64 - before[0] as i64, now[1] as i64 - before[1] as i64]
    };
    let mut most = 0;
    for &(phase, ours, its) in &notes.0 {
        let (ours, its) = (since(ours, ours_before), since(its, its_before));
        assert_eq!(ours[0], its[0], "live of {scenario} at {phase}");
        most = most.max(ours[0]);
    }
    assert!(most > 100_000, "{scenario} allocated: {most}");
}

fn main() {
    if residue_backends::current() != residue_backends::Backend::Dhat {
        let this = std::env::current_exe().expect("this program");
        let status = Command::new(this)
            .env(residue_backends::VARIABLE, "dhat")
            .env(residue::SWITCH_VARIABLE, "on")
            .status();
        assert!(status.expect("it starts").success());
        return;
    }
    let _running = residue_backends::start_profiler().expect("it starts");
    for scenario in [
        "hashmap-value",
        "hashmap-pointer",
        "hashmap-wide",
        "hashmap-survivors",
        "customer-cache",
        "threads-exchange",
    ] {
        compare(scenario);
    }
}
