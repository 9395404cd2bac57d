//! Reading a process from outside.

use super::attach;
use super::process::Process;
use super::reading::Reading;
use super::segment::Segment;
use crate::{Error, Snapshot};
use std::fs;

/// Reads one process from outside, as often as asked.
#[derive(Debug)]
pub struct Observer {
    process: Process,
    segment: Option<Segment>,
    /// Bytes of a page, the same for all processes.
    page: u64,
}

impl Observer {
    /// Finds the segment of a tracked process.
    pub fn attach(pid: u32) -> Result<Observer, Error> {
        let process = Process::find(pid)?;
        let segment = Some(attach::segment_of(&process)?);
        Ok(Observer {
            process,
            segment,
            page: rustix::param::page_size() as u64,
        })
    }

    /// For a process without a tracker: rows that need the live map are
    /// `None`.
    pub fn attach_untracked(pid: u32) -> Result<Observer, Error> {
        let process = Process::find(pid)?;
        Ok(Observer {
            process,
            segment: None,
            page: rustix::param::page_size() as u64,
        })
    }

    /// Reads everything. The process must stand still, at a
    /// [`Standstill`](crate::Standstill) or of its own accord; it is not
    /// stopped here.
    pub fn snapshot(&mut self) -> Result<Snapshot, Error> {
        let read = Reading::take(&self.process, self.page)
            .and_then(|reading| reading.snapshot(self.segment.as_mut()));
        // A process that ended meanwhile may have shown half of itself, and
        // any error then comes from that.
        self.process.verify()?;
        read
    }

    /// Lets the kernel's high-water mark of resident memory start anew.
    pub fn reset_peak(&self) -> Result<(), Error> {
        self.process.verify()?;
        fs::write(self.process.path("clear_refs"), "5")
            .map_err(|e| self.process.refusal("clear_refs", e))
    }
}
