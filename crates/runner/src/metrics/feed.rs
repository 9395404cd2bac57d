//! What is served of one process beside what it holds now.

use residue_observer::Counters;
use residue_report::Phase;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// The looks at one process, as far as they are served.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    /// The last look.
    pub(super) last: Option<Last>,
    /// Looks so far.
    pub(super) looks: u64,
    /// For how long it stood still for them.
    pub(super) stood: Duration,
    /// The most that was ever served of what only grows.
    highest: Cell<Counters>,
}

/// The last look.
#[derive(Debug)]
pub(super) struct Last {
    pub(super) phase: Phase,
    /// The allocator that held most, and its version.
    pub(super) allocator: Option<(String, String)>,
    pub(super) at: Instant,
}

impl Feed {
    /// A look was taken just now, for which the process `stood` still.
    pub(crate) fn looked(
        &mut self,
        phase: &Phase,
        allocator: Option<(String, String)>,
        stood: Duration,
    ) {
        let (phase, at) = (phase.clone(), Instant::now());
        self.last = Some(Last { phase, allocator, at });
        self.looks += 1;
        self.stood += stood;
    }

    /// What to serve of what is counted `now`. A process that goes on may be
    /// read a little short of what was read before, and a counter that falls
    /// would be taken for a new process.
    pub(super) fn raised(&self, now: Counters) -> Counters {
        let before = self.highest.get();
        let raised = Counters {
            allocations: now.allocations.max(before.allocations),
            frees: now.frees.max(before.frees),
            live: now.live,
            total: now.total.max(before.total),
            peak_live: now.peak_live.max(before.peak_live),
        };
        self.highest.set(raised);
        raised
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_grows_never_falls() {
        let feed = Feed::default();
        let all = |of| Counters {
            allocations: of,
            frees: of,
            live: of,
            total: of,
            peak_live: of,
        };
        assert_eq!(feed.raised(all(7)), all(7));
        assert_eq!(feed.raised(all(5)), Counters { live: 5, ..all(7) });
        assert_eq!(feed.raised(all(8)), all(8));
    }
}
