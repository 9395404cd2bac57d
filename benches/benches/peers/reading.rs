//! What a subject's own counter says.

use super::prof::Served;
use super::switch::REPORTED;
use alloc_tracker::Session;
use peakmem_alloc::{PeakMemAlloc, PeakMemAllocTrait};
use std::alloc::GlobalAlloc;
use std::sync::atomic::Ordering::Relaxed;

/// Tells how far a counter of bytes moved while something was done.
pub(crate) type Moved = Box<dyn Fn(&mut dyn FnMut()) -> u64>;

/// How it can be seen that a subject counts.
pub(crate) enum Reading {
    /// It has no counter, or none that anybody else reads: divan's, of each
    /// thread, are for its own benchmarks only.
    None,
    /// The profiler's process tells what it sampled.
    Served(&'static Served),
    /// Its counter of bytes, which must move by what is allocated.
    Moves(Moved),
    /// Its counter of bytes, which must not move: it is switched off.
    Still(Moved),
    /// The map of live objects, and its counter.
    Map { tagged: bool },
}

impl Reading {
    /// A counter that can be read at any time.
    pub(crate) fn by(read: impl Fn() -> u64 + 'static) -> Reading {
        Reading::Moves(Box::new(move |work| {
            let before = read();
            work();
            read().wrapping_sub(before)
        }))
    }

    /// The same counter, of a subject that is off.
    pub(crate) fn still(self) -> Reading {
        match self {
            Reading::Moves(moved) => Reading::Still(moved),
            other => other,
        }
    }

    pub(crate) fn residue() -> Reading {
        Reading::by(live)
    }

    pub(crate) fn map() -> Reading {
        Reading::Map { tagged: false }
    }

    pub(crate) fn tagged_map() -> Reading {
        Reading::Map { tagged: true }
    }

    pub(crate) fn tracking_allocator() -> Reading {
        Reading::by(|| REPORTED.load(Relaxed))
    }

    /// Asked only while the profiler runs.
    pub(crate) fn dhat() -> Reading {
        Reading::by(|| dhat::HeapStats::get().total_bytes)
    }

    pub(crate) fn alloc_tracker() -> Reading {
        Reading::Moves(Box::new(|work| {
            let session = Session::new().no_stdout().no_file();
            let operation = session.operation("control");
            let span = operation.measure_process().iterations(1);
            work();
            drop(span);
            let report = session.to_report();
            report
                .operations()
                .map(|(_, sum)| sum.total_bytes_allocated())
                .sum()
        }))
    }

    pub(crate) fn peakmem<A: GlobalAlloc + Sync>(
        peakmem: &'static PeakMemAlloc<A>,
    ) -> Reading {
        Reading::Moves(Box::new(move |work| {
            peakmem.reset_peak_memory();
            work();
            peakmem.get_peak_memory() as u64
        }))
    }
}

/// Residue's live bytes; 0 where nothing is counted, which then does not
/// move.
pub(crate) fn live() -> u64 {
    residue::counters().map_or(0, |counters| counters.live)
}
