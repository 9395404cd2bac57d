//! What sees one process from outside: its allocators, as they were found.

use residue_observer::{Error, Outside, OutsideSnapshot, Stop};
use std::time::{Duration, Instant};

/// How long what was found of a process is taken for what it has, in times
/// of what it took to find.
pub(super) const BRIEFLY: u32 = 1;
/// The same where it goes on meanwhile, and finding takes its time.
pub(super) const LONG: u32 = 10;

/// What sees the process `pid`.
pub(super) struct Sight {
    pid: u32,
    found: Option<Found>,
    /// Whether there may be so many that there is no room to have the maps of
    /// all at a time.
    pub(super) is_of_many: bool,
}

/// A process whose allocators were found.
struct Found {
    outside: Outside,
    /// When that was done, and how long it took. They are found anew again
    /// and again: a program sets one up, or loads it, when it comes to it.
    at: Instant,
    took: Duration,
}

impl Sight {
    /// It has seen nothing yet.
    pub(super) fn of(pid: u32) -> Sight {
        Sight { pid, found: None, is_of_many: false }
    }

    /// Forgets what was found, and has none of its maps any more.
    pub(super) fn forget(&mut self) {
        self.found = None;
    }

    /// Looks at the process; what was found lasts for `times` of what that
    /// took, `None` for ever.
    pub(super) fn look(
        &mut self,
        times: Option<u32>,
    ) -> Result<OutsideSnapshot, Error> {
        let began = Instant::now();
        let lasts = |of: &Found| {
            times.is_none_or(|times| began < of.at + of.took * times)
        };
        let found = match self.found.take().filter(lasts) {
            Some(found) => found,
            None => {
                let outside = Outside::attach(self.pid)?;
                let at = Instant::now();
                Found { outside, at, took: at - began }
            }
        };
        let outside = &mut self.found.insert(found).outside;
        let seen = outside.look(Stop::Yes);
        if self.is_of_many {
            outside.unmap();
        }
        seen
    }
}
