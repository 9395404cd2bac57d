//! Reading a process from outside.

use super::attach::Attached;
use super::capture::Captured;
use super::cgroup::ControlGroup;
use super::process::Process;
use super::segment::Segment;
use super::standstill::Standstill;
use super::tally::{PageTally, Tally};
use super::{control, held, page_map, sampling};
use crate::{Counters, Error, Held, PhaseSeen, Sample, Snapshot};
use residue_ledger::{Cgroup, HeapPages};
use std::fs;

/// What was read of a process while it stood still, which may go on now.
#[derive(Debug)]
pub struct Capture(Parts);

#[derive(Debug)]
enum Parts {
    Alone(Captured<()>),
    WithPages(Captured<PageTally>),
}

impl Capture {
    /// Whether the process has a map of its objects, and told of some of them
    /// nothing of how much they were given.
    pub fn lacks_usable_sizes(&self) -> bool {
        match &self.0 {
            Parts::Alone(captured) => captured.lacks_usable_sizes(),
            Parts::WithPages(captured) => captured.lacks_usable_sizes(),
        }
    }

    /// What was seen, and what each resident page of the heap held, where that
    /// was asked for and the process has a map of its objects.
    pub fn seen(self) -> (Snapshot, Option<HeapPages>) {
        match self.0 {
            Parts::Alone(captured) => (captured.seen().0, None),
            Parts::WithPages(captured) => {
                let page = captured.page();
                let (snapshot, of) = captured.seen();
                (snapshot, of.map(|of| page_map::page_map(of, page)))
            }
        }
    }
}

/// Reads one process from outside, as often as asked.
#[derive(Debug)]
pub struct Observer {
    process: Process,
    segment: Option<Attached>,
    /// Bytes of a page, the same for all processes.
    page: u64,
}

impl Observer {
    /// Finds the segment of a tracked process.
    pub fn attach(pid: u32) -> Result<Observer, Error> {
        let process = Process::find(pid)?;
        let segment = Some(Attached::to(&process)?);
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

    /// Sees to it that a process that has reached a phase stands still there:
    /// stops it where another thread could go on, after it has surveyed
    /// itself. A tracked process whose only thread waits at the phase stands
    /// still by itself, and is not held.
    pub fn hold(&self) -> Result<Option<Standstill>, Error> {
        if let Some(segment) = &self.segment {
            if self.process.status()?.threads == 1 {
                return Ok(None);
            }
            segment.wait(&self.process)?;
        }
        Standstill::of(self.process.pid()).map(Some)
    }

    /// Reads everything. The process must stand still: [held](Self::hold) at
    /// a phase, or at a [`Standstill`]; it is not stopped here. Where it is
    /// still at its survey, this waits.
    pub fn snapshot(&mut self) -> Result<Snapshot, Error> {
        self.captured::<()>().map(|captured| captured.seen().0)
    }

    /// The same, and what each resident page of the heap holds, where the
    /// process has a live map.
    pub fn snapshot_with_pages(
        &mut self,
    ) -> Result<(Snapshot, Option<HeapPages>), Error> {
        Ok(self.capture_with_pages()?.seen())
    }

    /// Reads what must be of one moment, as for a [snapshot](Self::snapshot),
    /// which is made of it when the process goes on.
    pub fn capture(&mut self) -> Result<Capture, Error> {
        Ok(Capture(Parts::Alone(self.captured()?)))
    }

    /// The same, with what each resident page of the heap holds.
    pub fn capture_with_pages(&mut self) -> Result<Capture, Error> {
        Ok(Capture(Parts::WithPages(self.captured()?)))
    }

    fn captured<T: Tally>(&mut self) -> Result<Captured<T>, Error> {
        let segment = self.segment.as_mut();
        let read = Captured::take(&self.process, self.page, segment);
        // A process that ended meanwhile may have shown half of itself, and
        // any error then comes from that.
        self.process.verify()?;
        read
    }

    /// Reads what the process holds about now, while it goes on: two sums that
    /// the kernel and the tracker keep anyway. It costs the process nothing,
    /// and waits for nothing.
    pub fn sample(&self) -> Result<Sample, Error> {
        let segment = self.segment.as_ref().and_then(Attached::shared);
        sampling::sample(&self.process, segment)
    }

    /// What the tracker has counted about now, read while the process goes on:
    /// at the same cost as [`sample`](Self::sample). `None` without a tracker.
    pub fn counters(&self) -> Result<Option<Counters>, Error> {
        let segment = self.segment.as_ref().and_then(Attached::shared);
        segment.map(sampling::counters).transpose()
    }

    /// Bytes of its memory that the kernel may take back at any time, while it
    /// goes on: `LazyFree` of all its mappings. The kernel walks its pages for
    /// it, and the process may have to wait meanwhile where it maps or unmaps
    /// memory: about a millisecond for each hundred megabytes.
    pub fn lazy_free(&self) -> Result<u64, Error> {
        sampling::lazy_free(&self.process)
    }

    /// What the process's control group is charged for; `None` where the
    /// kernel has no groups, or none that can be seen from here.
    pub fn cgroup(&self) -> Result<Option<Cgroup>, Error> {
        Ok(self.control_group()?.as_ref().and_then(ControlGroup::read))
    }

    /// The process's control group, to be read again even when the process has
    /// ended; `None` as in [`cgroup`](Self::cgroup).
    pub fn control_group(&self) -> Result<Option<ControlGroup>, Error> {
        ControlGroup::of(&self.process)
    }

    /// What the process holds by what it was last seen to write, without any
    /// of its pages; `None` without a tracker. It stops nothing, and may be
    /// asked when the process has ended: the segment is kept here. While the
    /// process goes on, what it allocates and frees meanwhile blurs it.
    pub fn held(&mut self) -> Result<Option<Held>, Error> {
        let Some(attached) = &mut self.segment else { return Ok(None) };
        let is_copy = attached.shared().is_none();
        if is_copy {
            // One that has ended shows what it did before.
            let _ = attached.renew(&self.process);
        }
        let segment = attached.segment();
        let held = held::held(segment, is_copy);
        segment.unmap_maps();
        held.map(Some)
    }

    /// The phase that the process marked last, read while it goes on; `None`
    /// before the first, without a tracker, and where its segment can only be
    /// copied.
    pub fn marked(&self) -> Result<Option<PhaseSeen>, Error> {
        let segment = self.segment.as_ref().and_then(Attached::shared);
        Ok(segment
            .map(Segment::header)
            .transpose()?
            .and_then(|header| control::steady_phase(&header.phase)))
    }

    /// Lets the kernel's high-water mark of resident memory start anew.
    pub fn reset_peak(&self) -> Result<(), Error> {
        self.process.verify()?;
        fs::write(self.process.path("clear_refs"), "5")
            .map_err(|e| self.process.refusal("clear_refs", e))
    }
}
