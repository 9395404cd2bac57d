//! The same interface where nothing can be observed.

use residue_ledger::Cgroup;

use crate::{
    Counters, Error, Held, NearestLimit, OutsideSnapshot, PhaseSeen, Sample,
    Snapshot, Stop,
};
use residue_ledger::HeapPages;
use std::convert::Infallible;
use std::os::fd::BorrowedFd;
use std::process::ExitStatus;

const REFUSAL: Error = Error::Unsupported {
    why: "processes are observed through /proc on Linux x86-64 and aarch64",
};

/// Reads a process from outside; on this platform it cannot be made.
#[derive(Debug)]
pub struct Observer(());

impl Observer {
    /// Refuses.
    pub fn attach(_pid: u32) -> Result<Observer, Error> {
        Err(REFUSAL)
    }

    /// Refuses.
    pub fn attach_untracked(_pid: u32) -> Result<Observer, Error> {
        Err(REFUSAL)
    }

    /// Refuses.
    pub fn hold(&self) -> Result<Option<Standstill>, Error> {
        Err(REFUSAL)
    }

    /// Refuses.
    pub fn snapshot(&mut self) -> Result<Snapshot, Error> {
        Err(REFUSAL)
    }

    /// Refuses.
    pub fn snapshot_with_pages(
        &mut self,
    ) -> Result<(Snapshot, Option<HeapPages>), Error> {
        Err(REFUSAL)
    }

    /// Refuses.
    pub fn capture(&mut self) -> Result<Capture, Error> {
        Err(REFUSAL)
    }

    /// Refuses.
    pub fn capture_with_pages(&mut self) -> Result<Capture, Error> {
        Err(REFUSAL)
    }

    /// Refuses.
    pub fn sample(&self) -> Result<Sample, Error> {
        Err(REFUSAL)
    }

    /// Refuses.
    pub fn counters(&self) -> Result<Option<Counters>, Error> {
        Err(REFUSAL)
    }

    /// Refuses.
    pub fn lazy_free(&self) -> Result<u64, Error> {
        Err(REFUSAL)
    }

    /// Refuses.
    pub fn cgroup(&self) -> Result<Option<Cgroup>, Error> {
        Err(REFUSAL)
    }

    /// Refuses.
    pub fn control_group(&self) -> Result<Option<ControlGroup>, Error> {
        Err(REFUSAL)
    }

    /// Refuses.
    pub fn held(&mut self) -> Result<Option<Held>, Error> {
        Err(REFUSAL)
    }

    /// Refuses.
    pub fn marked(&self) -> Result<Option<PhaseSeen>, Error> {
        Err(REFUSAL)
    }

    /// Refuses.
    pub fn reset_peak(&self) -> Result<(), Error> {
        Err(REFUSAL)
    }
}

/// What was read of a process; on this platform it cannot be made.
#[derive(Debug)]
pub struct Capture(Infallible);

impl Capture {
    /// There is none to ask.
    pub fn lacks_usable_sizes(&self) -> bool {
        match self.0 {}
    }

    /// There is none to ask.
    pub fn seen(self) -> (Snapshot, Option<HeapPages>) {
        match self.0 {}
    }
}

/// The control group of a process; on this platform it cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlGroup(());

impl ControlGroup {
    /// Nothing.
    pub fn read(&self) -> Option<Cgroup> {
        None
    }

    /// Nothing.
    pub fn path(&self) -> &str {
        ""
    }

    /// Nothing.
    pub fn oom_kills(&self) -> Option<u64> {
        None
    }

    /// Nothing.
    pub fn nearest_limit(&self) -> Option<NearestLimit> {
        None
    }
}

/// Stops a process; on this platform it cannot be made.
#[derive(Debug)]
pub struct Standstill(());

impl Standstill {
    /// Refuses.
    pub fn of(_pid: u32) -> Result<Standstill, Error> {
        Err(REFUSAL)
    }
}

/// Looks at a process from outside; on this platform it cannot be made.
#[derive(Debug)]
pub struct Outside(());

impl Outside {
    /// Refuses.
    pub fn attach(_pid: u32) -> Result<Outside, Error> {
        Err(REFUSAL)
    }

    /// Does nothing.
    pub fn unmap(&mut self) {}

    /// Refuses.
    pub fn look(&self, _stop: Stop) -> Result<OutsideSnapshot, Error> {
        Err(REFUSAL)
    }
}

/// Nothing is known.
pub fn exit_status(_pid: u32, _handle: BorrowedFd<'_>) -> Option<ExitStatus> {
    None
}
