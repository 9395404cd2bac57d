//! The peak of a stretch of a program, rather than of the whole of it.

use crate::status::{Status, status};
use crate::{peak, process, thread};
use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{AcqRel, Release};

static HELD: AtomicBool = AtomicBool::new(false);

/// Watches how far live bytes rise above where they stood when it began. At
/// most one is there at a time, because every allocation has one peak to look
/// at; it ends when it is dropped.
///
/// The peak is exact where one thread allocates: while it is watched, each
/// allocation of a thread adds up all threads, and so takes longer. Any other
/// thread may allocate 64 KiB, granted to it before, unseen. A reallocation
/// counts as if it grew in place.
#[derive(Debug)]
pub struct PeakWatch {
    start: u64,
}

impl PeakWatch {
    /// Begins to watch. It allocates nothing.
    ///
    /// # Errors
    ///
    /// Where nothing is counted, or another watch is held.
    pub fn begin() -> Result<PeakWatch, WatchRefused> {
        let control = process::control()
            .ok_or_else(|| WatchRefused::Uncounted(status()))?;
        if HELD.swap(true, AcqRel) {
            return Err(WatchRefused::Held);
        }
        let start = peak::live(control);
        peak::watch_from(start);
        // What this thread was granted before would let it rise unseen.
        if let Some(block) = thread::own_block() {
            peak::settle(block);
        }
        Ok(PeakWatch { start })
    }

    /// Highest live bytes since it began, less those when it began. Only
    /// grows; 0 where live bytes never rose.
    pub fn above_start(&self) -> u64 {
        peak::watched().saturating_sub(self.start)
    }
}

impl Drop for PeakWatch {
    fn drop(&mut self) {
        peak::watch_no_more();
        HELD.store(false, Release);
    }
}

/// Why a peak cannot be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WatchRefused {
    /// Nothing is counted, and this says why.
    Uncounted(Status),
    /// Another watch is held.
    Held,
}

impl fmt::Display for WatchRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WatchRefused::Uncounted(status) => status.fmt(f),
            WatchRefused::Held => f.write_str(
                "the peak is watched already: drop the other PeakWatch first",
            ),
        }
    }
}

impl std::error::Error for WatchRefused {}
