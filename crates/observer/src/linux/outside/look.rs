//! One look at a process that stands still.

use super::account::{Accountant, HeapSums, Laid, overlap};
use super::ahead::Ahead;
use super::files::ProcessFiles;
use super::inside::{Inside, LOOKS, Looker, Names};
use super::joined::Told;
use super::live::Live;
use super::memory::ProcessMemory;
use super::shown::{Shown, Smaps, mappings};
use super::trace;
use super::tracked::{Lookup, Tracker};
use crate::linux::Span;
use crate::linux::account::Account;
use crate::linux::not_heap::not_heap;
use crate::linux::pages::Pages;
use crate::linux::process::Process;
use crate::linux::segment_name::is_observers;
use crate::linux::smaps::{self, Area};
use crate::{Error, HeapSeen, OutsideSnapshot, Snapshot};
use residue_ledger::Row;
use residue_walk::{
    Found, Heap, Image, Mapping, Memory, Nearby, Refusal, Target, Thread,
    Walked, find_all,
};
use std::cmp::Reverse;
use std::thread;

/// A process that stands still, or goes on.
#[derive(Debug)]
pub(super) struct ProcessState {
    process: Process,
    shown: Shown,
    threads: Vec<Thread>,
}

/// What all walks came to.
#[derive(Debug, Default)]
pub(super) struct Walks {
    done: Vec<Walk>,
    refused: Vec<(&'static str, Refusal)>,
    inside: Inside,
    told: Option<Told>,
}

#[derive(Debug)]
struct Walk {
    seen: HeapSeen,
    is_beside_malloc: bool,
    regions: Vec<Span>,
    /// What is in it by its owners, for a process with a tracker.
    account: Account,
}

impl Walks {
    /// Whether something was refused that may not be a moment later.
    pub(super) fn may_be_better(&self) -> bool {
        self.refused.iter().any(|(_, refusal)| refusal.is_transient())
    }
}

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

impl ProcessState {
    pub(super) fn read(
        process: &Process,
        page: u64,
        threads: &[trace::Thread],
        smaps: Smaps,
    ) -> Result<ProcessState, Error> {
        let shown = Shown::take(process, page, smaps)?;
        let thread =
            |t: &trace::Thread| Thread { id: t.id, pointer: t.pointer };
        let threads = threads.iter().map(thread).collect();
        let process = *process;
        Ok(ProcessState { process, shown, threads })
    }

    /// Reads what may be read when the process goes on.
    pub(super) fn complete(&mut self) -> Result<(), Error> {
        self.shown.complete()
    }

    /// Walks each of `heaps`, and looks into its objects, of which `tracker`
    /// may know more. One that refuses hinders no other.
    pub(super) fn walk(
        &self,
        heaps: &[Box<dyn Heap>],
        files: &ProcessFiles,
        names: &Names,
        tracker: Option<Tracker<'_>>,
    ) -> Result<Walks, Error> {
        let Shown { resident, mappings, swapped, .. } = &self.shown;
        let memory = ProcessMemory::open(
            &self.process,
            resident,
            mappings,
            *swapped,
            files,
        )?;
        let mut walks = thread::scope(|scope| {
            let memory = Ahead::new(&memory, mappings, scope);
            let memory = Nearby::new(&memory);
            let target = self.target(&memory, files);
            self.walk_in(&target, heaps, names, tracker.as_ref())
        });
        walks.told = tracker.map(|tracker| self.join(tracker, &walks.done));
        Ok(walks)
    }

    fn walk_in(
        &self,
        target: &Target<'_>,
        heaps: &[Box<dyn Heap>],
        names: &Names,
        tracker: Option<&Tracker<'_>>,
    ) -> Walks {
        let Shown { resident, mappings, swapped, .. } = &self.shown;
        let constants = constants(mappings);
        let looker = Looker {
            target,
            resident,
            swapped: *swapped,
            constants: &constants,
            stacks: &self.shown.reading.threads,
            names,
            looks: LOOKS / heaps.len().max(1) as u64,
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
                Err(why) => walks.refused.push((heap.allocator().name, why)),
            }
        }
        walks
    }

    fn join(&self, tracker: Tracker<'_>, done: &[Walk]) -> Told {
        let accounts: Vec<Account> =
            done.iter().map(|walk| walk.account.clone()).collect();
        let regions = regions(done);
        let Shown { reading, resident, .. } = &self.shown;
        Told::of(tracker, &accounts, &regions, reading, resident)
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

    /// The ledger, from what was walked, beside what was `unread` from the
    /// first. The process may go on.
    pub(super) fn settle(
        &self,
        walks: Walks,
        files: &ProcessFiles,
        names: &Names,
        unread: &[(&'static str, Refusal)],
    ) -> OutsideSnapshot {
        let Walks { mut done, mut refused, inside, told } = walks;
        refused.extend_from_slice(unread);
        let is_known = told.as_ref().is_some_and(Told::has_objects);
        if done.is_empty() && !is_known {
            let mut snapshot =
                self.shown.reading.unmapped(&why_unknown(&refused));
            snapshot.counters = told.as_ref().map(Told::counters);
            let page_tables = self.shown.reading.status.page_tables;
            return OutsideSnapshot {
                snapshot,
                refused,
                page_tables,
                ..OutsideSnapshot::default()
            };
        }
        done.sort_by_key(|walk| {
            (walk.is_beside_malloc, Reverse(walk.rank(is_known)))
        });
        let snapshot = self.snapshot(&done, told);
        // Nothing more is read of its memory.
        let memory = Image::default();
        let live = inside.finish(names, &self.target(&memory, files));
        let heaps = done.into_iter().map(|walk| walk.seen).collect();
        let page_tables = self.shown.reading.status.page_tables;
        let stopped = None;
        OutsideSnapshot { snapshot, heaps, refused, live, page_tables, stopped }
    }

    fn snapshot(&self, done: &[Walk], told: Option<Told>) -> Snapshot {
        let sum = |figure: fn(&HeapSeen) -> u64| {
            done.iter().map(|walk| figure(&walk.seen)).sum::<u64>()
        };
        let mut heap = regions(done);
        heap.extend_from_slice(told.as_ref().map_or(&[], Told::unwalked));
        heap.sort_by_key(|span| span.start);
        let (not_heap_areas, residual) = self.not_heap_areas(&heap);
        let mut snapshot = self.shown.reading.totals();
        let segment =
            self.shown.reading.areas.iter().filter(|of| is_observers(&of.name));
        snapshot.observer = segment.map(|area| area.resident).sum();
        snapshot.not_heap =
            not_heap(not_heap_areas.iter(), &self.shown.reading.threads);
        snapshot.heap = sum(HeapSeen::resident);
        let program = not_heap_areas.iter().map(|area| area.resident);
        snapshot.ledger.set(Row::Program, program.sum::<u64>());
        snapshot.ledger.residual = Some(residual);
        let is_known = told.as_ref().is_some_and(Told::has_objects);
        if !is_known {
            walked_rows(&mut snapshot, done);
        }
        if let Some(told) = told {
            let walked = sum(HeapSeen::resident);
            told.enter(&mut snapshot, walked, &self.shown.reading);
        }
        snapshot
    }

    /// What of each area is in no region, and by how much the page tables and
    /// `smaps` differ over areas that regions lie in.
    fn not_heap_areas(&self, regions: &[Span]) -> (Vec<Area>, i64) {
        let (mut areas, mut residual) = (Vec::new(), 0);
        let all = self.shown.reading.areas.iter();
        for area in all.filter(|area| !is_observers(&area.name)) {
            let first = regions.partition_point(|r| r.end <= area.span.start);
            let reached = regions[first..]
                .iter()
                .take_while(|region| region.start < area.span.end);
            let clipped = reached.map(|region| {
                region.start.max(area.span.start)..region.end.min(area.span.end)
            });
            let mut covered = clipped.peekable();
            if covered.peek().is_none() {
                areas.push(area.clone());
                continue;
            }
            let heap = covered.map(|part| overlap(&self.shown.resident, &part));
            let heap = heap.sum::<u64>();
            let by_pages = overlap(&self.shown.resident, &area.span);
            residual += area.resident as i64 - by_pages as i64;
            let rest = by_pages.saturating_sub(heap);
            if rest > 0 {
                areas.push(Area { resident: rest, ..area.clone() });
            }
        }
        (areas, residual)
    }
}

impl Walk {
    fn of(
        heap: &dyn Heap,
        walked: Walked,
        accountant: Accountant<'_>,
    ) -> (Walk, Live) {
        let Laid { sums, live, regions, account } = accountant.finish();
        let HeapSums { live: resident, metadata, fragmentation, .. } = sums;
        let rounding = heap.tells_requested().then_some(sums.rounding);
        let seen = HeapSeen {
            allocator: heap.allocator().clone(),
            live: resident,
            rounding,
            foreign: None,
            metadata,
            fragmentation,
            cached: sums.cached,
            allocated: sums.allocated,
            held: sums.held.into_iter().collect(),
            returns: sums.returns.into_iter().collect(),
            checks: walked.checks,
            notes: walked.notes,
        };
        let is_beside_malloc = heap.is_beside_malloc();
        (Walk { seen, is_beside_malloc, regions, account }, live)
    }

    /// By what the program's allocator is known: it has most that the tracker
    /// made, or most of all.
    fn rank(&self, is_tracked: bool) -> (u64, u64) {
        let resident = self.seen.resident();
        let foreign = self.account.foreign;
        (if is_tracked { self.seen.live - foreign } else { 0 }, resident)
    }
}

/// Where all that was walked lies, sorted.
fn regions(done: &[Walk]) -> Vec<Span> {
    let mut regions: Vec<Span> =
        done.iter().flat_map(|walk| walk.regions.iter().cloned()).collect();
    regions.sort_by_key(|span| span.start);
    regions
}

/// The rows of what was walked, of which the first is the program's `malloc`.
fn walked_rows(snapshot: &mut Snapshot, done: &[Walk]) {
    let sum = |figure: fn(&HeapSeen) -> u64| {
        done.iter().map(|walk| figure(&walk.seen)).sum::<u64>()
    };
    // Where one does not tell them apart, nothing is told apart of all.
    let rounding = done.iter().map(|walk| walk.seen.rounding);
    let rounding: Option<u64> = rounding.sum();
    let live: fn(&HeapSeen) -> u64 = match rounding {
        Some(_) => |heap| heap.live,
        None => |heap| heap.live + heap.rounding.unwrap_or(0),
    };
    let main = done.first().map_or(0, |walk| live(&walk.seen));
    let ledger = &mut snapshot.ledger;
    ledger.set(Row::OtherLive, main);
    if done.len() > 1 {
        ledger.set(Row::ForeignLive, sum(live) - main);
    }
    ledger.set(Row::Rounding, rounding);
    ledger.set(Row::Fragmentation, sum(|heap| heap.fragmentation));
    ledger.set(Row::Cached, sum(|heap| heap.cached));
    ledger.set(Row::Metadata, sum(|heap| heap.metadata));
    let allocated = sum(|heap| heap.allocated);
    snapshot.requested = rounding.map(|_| allocated);
    snapshot.allocated = Some(allocated);
    snapshot.untouched = Some(allocated - sum(|heap| heap.live));
    snapshot.absent = absent(rounding.is_some());
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

fn why_unknown(refused: &[(&'static str, Refusal)]) -> String {
    match refused.first() {
        Some((name, why)) => format!("{name} could not be walked: {why}"),
        None => "no allocator was found that can be walked".into(),
    }
}

/// What only a tracker can tell.
fn absent(tells_requested: bool) -> Vec<(&'static str, String)> {
    let untracked = "the process is not tracked: containers say nothing";
    let usable = "the process is not tracked: objects are known by their \
                  usable sizes alone";
    let mut absent = vec![
        (Row::Payload.name(), untracked.into()),
        (Row::Slack.name(), untracked.into()),
        ("containers", untracked.into()),
        ("counters", "the process is not tracked".into()),
    ];
    if !tells_requested {
        absent.push((Row::Rounding.name(), usable.into()));
        absent.push(("live", usable.into()));
    }
    absent
}
