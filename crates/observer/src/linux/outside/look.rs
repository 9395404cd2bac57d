//! One look at a process that stands still.

mod settle;
mod walks;

pub(super) use walks::Walks;

use super::account::Accountant;
use super::ahead::Ahead;
use super::copied::{Copied, OverCopy};
use super::files::ProcessFiles;
use super::inside::{LOOKS, Looker, Names};
use super::joined::TrackerReading;
use super::memory::ProcessMemory;
use super::notes::{Noted, Notes};
use super::rest::Rest;
use super::shown::{Shown, Smaps, mappings};
use super::spare::spare;
use super::tracked::{Lookup, Tracker};
use super::watched::Watched;
use crate::Error;
use crate::linux::Span;
use crate::linux::account::Account;
use crate::linux::extents::within;
use crate::linux::pages::{Pages, total};
use crate::linux::process::Process;
use crate::linux::smaps;
use residue_walk::{Found, Mapping, Memory, Nearby, Target, Thread, find_all};
use std::thread;
use walks::{Walk, regions};

/// A process that stands still, rests, or goes on.
#[derive(Debug)]
pub(super) struct ProcessState {
    process: Process,
    shown: Shown,
    threads: Vec<Thread>,
}

/// What a process is read with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Readers<'a> {
    /// The allocators that were found in it.
    found: &'a Found,
    files: &'a ProcessFiles,
    names: &'a Names,
}

/// Bytes of the heaps that are copied to look for owners of containers: of a
/// process that is stopped for it, and of one that is not.
const OWNERS_STOPPED: u64 = 2 << 20;
pub(super) const OWNERS_GOING_ON: u64 = 16 << 20;

/// Of what is resident no more than one in so many: where most of it must be
/// read, to copy takes as long as to walk.
const COPY_SHARE: u64 = 4;

/// The allocators of a process that goes on: they do not move.
pub(super) fn find(
    process: &Process,
    files: &ProcessFiles,
    page: u64,
) -> Result<Found, Error> {
    let text = process.read("maps")?;
    let areas = smaps::parse_maps(&text)?;
    let mappings = mappings(&text)?;
    let pages = Pages::open(process, page)?;
    let resident = match pages.scan(&areas)? {
        Some(scanned) => scanned.resident,
        None => pages.resident(&smaps::parse(&process.read_smaps()?)?)?,
    };
    let swapped = process.status()?.swapped > 0;
    let memory =
        ProcessMemory::open(process, &resident, &mappings, swapped, files)?;
    let target = Target {
        memory: &Nearby::new(&memory),
        mappings: &mappings,
        files,
        threads: &[],
        page,
    };
    Ok(find_all(&target))
}

impl<'a> Readers<'a> {
    pub(super) fn of(
        found: &'a Found,
        files: &'a ProcessFiles,
        names: &'a Names,
    ) -> Readers<'a> {
        Readers { found, files, names }
    }

    pub(super) fn files(&self) -> &'a ProcessFiles {
        self.files
    }
}

impl ProcessState {
    pub(super) fn read(
        process: &Process,
        page: u64,
        threads: Vec<Thread>,
        smaps: Smaps,
    ) -> Result<ProcessState, Error> {
        let shown = Shown::take(process, page, smaps)?;
        let process = *process;
        Ok(ProcessState { process, shown, threads })
    }

    /// Reads what may be read when the process goes on.
    pub(super) fn complete(&mut self) -> Result<(), Error> {
        self.shown.complete()
    }

    /// Walks each of the heaps, and looks into its objects, of which `tracker`
    /// may know more. One that refuses hinders no other. If the process runs
    /// although it should `rest`, the walks come to nothing.
    pub(super) fn walk(
        &self,
        with: &Readers<'_>,
        tracker: Option<Tracker<'_>>,
        rest: Option<&Rest>,
    ) -> Result<Walks, Error> {
        let memory = self.memory(with.files)?;
        let mut walks = thread::scope(|scope| {
            let memory = Ahead::new(&memory, &self.shown.mappings, scope);
            let memory = Nearby::new(&memory);
            let memory = Watched::new(&memory, rest);
            let owners = match rest {
                Some(_) => OWNERS_GOING_ON,
                None => OWNERS_STOPPED,
            };
            self.walk_all(with, [&memory, &memory], tracker, owners)
        });
        walks.copied = memory.copied();
        Ok(walks)
    }

    /// The same over memory, and over what may be of a moment later.
    pub(super) fn walk_all(
        &self,
        with: &Readers<'_>,
        [memory, contents]: [&dyn Memory; 2],
        tracker: Option<Tracker<'_>>,
        owners: u64,
    ) -> Walks {
        let mut walks =
            self.walk_in(with, memory, contents, tracker.as_ref(), owners);
        walks.told = tracker.map(|tracker| self.join(tracker, &walks.done));
        walks
    }

    /// What of the process is resident and may change: what is its own, and
    /// is written to.
    pub(super) fn changeable(&self) -> Vec<Span> {
        let Shown { mappings, resident, .. } = &self.shown;
        let own = mappings.iter().filter(|of| of.private && of.writable);
        own.flat_map(|of| within(resident, &of.span)).collect()
    }

    /// Whether some of it may be in swap.
    pub(super) fn is_swapped(&self) -> bool {
        self.shown.swapped
    }

    /// None yet, of where walks read; `None` if that is not to be copied.
    pub(super) fn notes(&self) -> Option<Notes> {
        // To copy more than a walk reads would bring pages in.
        let resident = total(&self.shown.resident);
        let most = spare().min(resident / COPY_SHARE);
        (!self.shown.swapped).then(|| Notes::up_to(most))
    }

    /// Walks a process that goes on, to note where that reads; returns how
    /// many bytes there are to be copied by now.
    pub(super) fn rehearse(
        &self,
        with: &Readers<'_>,
        notes: &Notes,
    ) -> Result<u64, Error> {
        let memory = self.memory(with.files)?;
        thread::scope(|scope| {
            let ahead = Ahead::new(&memory, &self.shown.mappings, scope);
            let noted = Noted::new(&ahead, notes);
            let noted = Nearby::new(&noted);
            self.walk_in(with, &noted, &ahead, None, 0);
        });
        Ok(notes.bytes(&self.shown.mappings))
    }

    /// Room for what walks read, if that is not too much.
    pub(super) fn room(&self, notes: &Notes) -> Option<Copied> {
        notes.room(&self.shown.mappings)
    }

    /// Copies all that `copied` has room for; returns how many bytes.
    pub(super) fn copy(
        &self,
        files: &ProcessFiles,
        copied: &mut Copied,
    ) -> Result<u64, Error> {
        let memory = self.memory(files)?;
        copied.fill(&memory);
        Ok(memory.copied())
    }

    /// Walks what was copied, while the process goes on; `None` if more was
    /// to be read, which is then noted. What a few objects hold is read now.
    pub(super) fn walk_copied(
        &self,
        with: &Readers<'_>,
        copied: &Copied,
        missed: &Notes,
    ) -> Result<Option<Walks>, Error> {
        let memory = self.memory(with.files)?;
        let exact = OverCopy::new(copied, &memory, missed);
        let unnoted = Notes::up_to(0);
        let later = OverCopy::new(copied, &memory, &unnoted);
        let later = Nearby::new(&later);
        let walks = self.walk_in(with, &exact, &later, None, OWNERS_GOING_ON);
        Ok(Some(walks).filter(|_| !exact.is_short()))
    }

    pub(super) fn memory<'a>(
        &'a self,
        files: &'a ProcessFiles,
    ) -> Result<ProcessMemory<'a>, Error> {
        let Shown { resident, mappings, swapped, .. } = &self.shown;
        let process = &self.process;
        ProcessMemory::open(process, resident, mappings, *swapped, files)
    }

    /// Walks `memory`, and reads what a few objects hold in `contents`, which
    /// may be of a moment later.
    fn walk_in(
        &self,
        with: &Readers<'_>,
        memory: &dyn Memory,
        contents: &dyn Memory,
        tracker: Option<&Tracker<'_>>,
        owners: u64,
    ) -> Walks {
        let &Readers { found, files, names } = with;
        let Found { heaps, has_deques, .. } = found;
        let Shown { resident, mappings, swapped, .. } = &self.shown;
        let constants = constants(mappings);
        let target = &self.target(memory, files);
        let looker = Looker {
            exact: target,
            target: &self.target(contents, files),
            resident,
            swapped: *swapped,
            constants: &constants,
            stacks: &self.shown.reading.threads,
            names,
            looks: LOOKS / heaps.len().max(1) as u64,
            owners: owners / heaps.len().max(1) as u64,
            has_deques: *has_deques,
        };
        let map = tracker.and_then(|of| of.map.as_ref().ok());
        let mut walks = Walks::default();
        for heap in heaps {
            let mut accountant = Accountant::new(
                resident,
                &constants,
                target.page,
                map.map(Lookup::of),
            );
            match heap.walk(target, &mut accountant) {
                Ok(walked) => {
                    let heap = heap.as_ref();
                    let (mut walk, mut live) =
                        Walk::of(heap, walked, accountant);
                    if let Some(mut lookup) = map.map(Lookup::of) {
                        walk.seen.foreign = Some(walk.account.foreign);
                        live.declare(|span| lookup.is_declared(&span));
                    }
                    walks.inside.add(&looker, heap, &live, &walk.regions);
                    walks.done.push(walk);
                }
                Err(why) => {
                    walks.refused.push((heap.allocator().name, why));
                    walks.in_use.push(heap.in_use_at_most(target));
                }
            }
        }
        walks.inside.complete(&looker);
        walks
    }

    fn join(&self, tracker: Tracker<'_>, done: &[Walk]) -> TrackerReading {
        let accounts: Vec<Account> =
            done.iter().map(|walk| walk.account.clone()).collect();
        let regions = regions(done);
        let Shown { reading, resident, .. } = &self.shown;
        TrackerReading::of(tracker, &accounts, &regions, reading, resident)
    }

    fn target<'a>(
        &'a self,
        memory: &'a dyn Memory,
        files: &'a ProcessFiles,
    ) -> Target<'a> {
        let (mappings, threads) = (&self.shown.mappings, &self.threads);
        let page = self.shown.reading.page;
        Target { memory, mappings, files, threads, page }
    }
}

/// Where files are mapped that are not written to: their code and constants.
/// What touches is one.
fn constants(mappings: &[Mapping]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let of_files = mappings.iter().filter(|map| {
        map.inode != 0 && map.private && map.readable && !map.writable
    });
    for Mapping { span, .. } in of_files {
        match spans.last_mut() {
            Some(last) if last.end == span.start => last.end = span.end,
            _ => spans.push(span.clone()),
        }
    }
    spans
}
