//! A process that runs already, looked at from outside.

use crate::Measured;
use crate::metrics::{Feed, Figures};
use crate::phase;
use anyhow::{Context, Result};
use residue_ledger::{Cgroup, NotHeap};
use residue_observer::{
    ClassSeen, ControlGroup, Counters, Error, HeapSeen, LiveSeen, Manner,
    Observer, OutsideSnapshot, PhaseSeen, Sample, Stop, TableSeen, TypeSeen,
};
use residue_report::doctor::{
    Checked, Counted, Diagnosis, Examination, Identity, LargeObject,
    LiveObjects, Returned, SizeClass, Walked,
};
use residue_report::findings::{
    Allocator, Certainty, FoundTable, FoundType, Outside, Reading, Unread,
};
use residue_report::{Outcome, Phase, Probe};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A process that is looked at, as often as asked.
#[derive(Debug)]
pub struct Patient {
    pid: u32,
    outside: residue_observer::Outside,
    /// For what is read between looks.
    observer: Observer,
    /// The allocator that held most at the last look.
    identity: Identity,
    /// All looks so far, the oldest first.
    looks: Vec<Phase>,
    /// When it went on from the last look.
    went_on: Option<Instant>,
    /// How many of them are marked.
    marks: usize,
    feed: Feed,
}

/// The backend of a process of which no allocator is known.
const UNKNOWN: &str = "unknown";

impl Patient {
    /// Finds the process, and its allocators.
    pub fn find(pid: u32) -> Result<Patient, Error> {
        let outside = residue_observer::Outside::attach(pid)?;
        let observer = match Observer::attach(pid) {
            Err(Error::NoSegment { .. } | Error::Detached { .. }) => {
                Observer::attach_untracked(pid)?
            }
            tracked => tracked?,
        };
        let (identity, looks) = (Identity::default(), Vec::new());
        Ok(Patient {
            pid,
            outside,
            observer,
            identity,
            looks,
            marks: 0,
            went_on: None,
            feed: Feed::default(),
        })
    }

    /// The same as a process without a tracker, if it has one.
    pub fn from_outside(self) -> Patient {
        Patient { outside: self.outside.without_tracker(), ..self }
    }

    /// What the kernel calls it.
    pub(crate) fn name(&self) -> String {
        name_of(self.pid)
    }

    /// Its number.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Looks at it once more; the look is called by its number.
    pub fn examine(&mut self, stop: Stop) -> Result<Examination> {
        let number = self.looks.len() + 1;
        self.examine_as(&format!("look-{number}"), stop)
    }

    /// The same, and the look is called `name`.
    pub fn examine_as(
        &mut self,
        name: &str,
        stop: Stop,
    ) -> Result<Examination> {
        let arrived = Instant::now();
        let seen = self.outside.look(stop)?;
        let cgroup = self.observer.cgroup()?;
        let stood = seen.stopped.unwrap_or(Duration::ZERO);
        let since = self.went_on.replace(Instant::now());
        let elapsed = since.map(|at| arrived.saturating_duration_since(at));
        let look = phase::look(name, &seen.snapshot, stood, elapsed);
        let outside = outside(&seen);
        self.identity = identity_of(&seen);
        self.feed.looked(&look, self.allocator(), stood);
        self.looks.push(look);
        let allocator = Allocator::of_names(&[&self.identity.name]);
        let reading = Reading::of_looks(&self.looks, allocator, Some(&outside))
            .context("the process was not looked at")?;
        let reading = Reading { certainty: certainty(&seen), ..reading };
        let diagnosis = Diagnosis::of(&reading);
        let command = command(self.pid);
        Ok(examination(self.pid, command, seen, outside, diagnosis, cgroup))
    }

    /// What it holds about now, read while it goes on; `None` if that cannot
    /// be read, or it has ended.
    pub(crate) fn sample(&self) -> Option<Sample> {
        self.observer.sample().ok()
    }

    /// What is served of it, which is the program `name`.
    pub(crate) fn figures<'a>(&'a self, name: &'a str) -> Figures<'a> {
        Figures::read(name, &self.observer, &self.feed)
    }

    /// The allocator that held most at the last look, and its version.
    fn allocator(&self) -> Option<(String, String)> {
        let Identity { name, version, .. } = &self.identity;
        (!name.is_empty()).then(|| (name.clone(), version.clone()))
    }

    /// Whether it has a tracker that can be read while it goes on.
    pub(crate) fn is_tracked(&self) -> bool {
        self.observer.counters().is_ok_and(|counters| counters.is_some())
    }

    /// The phase that it marked last by itself; `None` before the first, and
    /// where that cannot be read while it goes on.
    pub(crate) fn marked(&self) -> Option<PhaseSeen> {
        self.observer.marked().ok().flatten()
    }

    /// The control group that it is charged to, if one can be seen.
    pub(crate) fn group(&self) -> Option<ControlGroup> {
        self.observer.control_group().ok().flatten()
    }

    /// All looks so far, the oldest first.
    pub fn looks(&self) -> &[Phase] {
        &self.looks
    }

    /// Calls the last look a mark, to be found again among the others; returns
    /// by which name. `None` if there is no look yet.
    pub fn mark(&mut self) -> Option<&str> {
        let last = self.looks.last_mut()?;
        self.marks += 1;
        last.name = format!("mark-{}", self.marks);
        Some(&last.name)
    }

    /// All looks so far as a probe, to be stored, shown and compared like any
    /// other: a phase for each, by the name of the look.
    pub fn measured(&self) -> Measured {
        let Identity { name, version, .. } = self.identity.clone();
        let probe = Probe {
            scenario: name_of(self.pid),
            backend: if name.is_empty() { UNKNOWN.into() } else { name },
            backend_version: version,
            command: command(self.pid),
            deterministic: Some(false),
            outcome: Outcome::Completed,
            phases: self.looks.clone(),
            ..Probe::default()
        };
        Measured { probe, pages: Vec::new() }
    }
}

fn examination(
    pid: u32,
    command: String,
    seen: OutsideSnapshot,
    outside: Outside,
    diagnosis: Diagnosis,
    cgroup: Option<Cgroup>,
) -> Examination {
    let live =
        (!seen.heaps.is_empty()).then(|| live_objects(&seen.live, &outside));
    let allocator = identity_of(&seen);
    Examination {
        pid,
        command,
        counted: seen.snapshot.counters.map(counted),
        containers: seen.snapshot.containers,
        allocator,
        allocators: seen.heaps.iter().map(walked).collect(),
        cgroup,
        diagnosis,
        is_of_one_moment: seen.manner != Manner::Running,
        live,
        not_heap: seen.snapshot.not_heap,
        swapped: seen.snapshot.swapped,
        proportional: Some(seen.snapshot.proportional),
        page_tables: seen.page_tables,
        notes: outside.notes,
        ended: None,
    }
}

/// How well the rows of a look are known.
fn certainty(seen: &OutsideSnapshot) -> Certainty {
    let is_estimate = seen.heaps.iter().any(|heap| heap.is_estimate);
    match seen.manner {
        _ if is_estimate => Certainty::Estimate,
        Manner::Running => Certainty::Estimate,
        Manner::Rested | Manner::Copied | Manner::Stopped => Certainty::Exact,
    }
}

fn counted(counters: Counters) -> Counted {
    let Counters { allocations, frees, live, total, peak_live } = counters;
    Counted { allocations, frees, live, total, peak_live }
}

/// What is told beside the ledger, as evidence.
fn outside(seen: &OutsideSnapshot) -> Outside {
    let mut held = BTreeMap::<_, u64>::new();
    for (holder, bytes) in seen.heaps.iter().flat_map(|heap| &heap.held) {
        *held.entry(*holder).or_default() += bytes;
    }
    let held = held.into_iter().filter(|&(_, bytes)| bytes > 0);
    let unread = seen.refused.iter().map(|(name, why)| Unread {
        name: (*name).to_owned(),
        why: why.to_string(),
    });
    let notes = seen.heaps.iter().flat_map(|heap| {
        let name = heap.allocator.name;
        heap.notes.iter().map(move |note| format!("{name}: {note}"))
    });
    Outside {
        tables: seen.live.tables.iter().map(found_table).collect(),
        types: seen.live.types.iter().map(found_type).collect(),
        parts: parts(&seen.snapshot.not_heap),
        held: held.map(|(holder, bytes)| (holder.name(), bytes)).collect(),
        reclaimable: reclaimable(&seen.heaps),
        shared: seen.heaps.iter().filter_map(|heap| heap.shared).sum(),
        unread: unread.collect(),
        notes: notes.collect(),
    }
}

fn parts(not_heap: &[NotHeap]) -> Vec<NotHeap> {
    not_heap.iter().filter(|part| part.resident > 0).cloned().collect()
}

/// What all remedies together would give back; unknown where an allocator
/// tells of none.
fn reclaimable(heaps: &[HeapSeen]) -> Option<u64> {
    let each = heaps.iter().map(|heap| {
        let bytes = heap.returns.iter().map(|(_, bytes)| bytes);
        (!heap.returns.is_empty()).then(|| bytes.sum::<u64>())
    });
    each.reduce(|one, other| Some(one?.saturating_add(other?)))?
}

fn found_table(seen: &TableSeen) -> FoundTable {
    let table = &seen.table;
    FoundTable {
        kind: table.kind.name(),
        address: table.address,
        elements: table.elements,
        capacity: table.capacity,
        element: table.element,
        resident: seen.resident,
        slack: seen.slack(),
        certainty: match table.kind.is_told_by_itself() {
            true => Certainty::Bound,
            false => Certainty::Estimate,
        },
    }
}

fn found_type(seen: &TypeSeen) -> FoundType {
    FoundType {
        name: seen.name.clone(),
        size: seen.size,
        objects: seen.objects,
        bytes: seen.bytes(),
        certainty: match seen.is_exact {
            true => Certainty::Exact,
            false => Certainty::Estimate,
        },
    }
}

/// The program's `malloc`; one that could not be walked is named too, before
/// what serves a runtime beside it.
fn identity_of(seen: &OutsideSnapshot) -> Identity {
    let walked = seen.heaps.iter().find(|heap| !heap.is_beside_malloc);
    let refused = || {
        let (name, _) = seen.refused.first()?;
        let name = (*name).to_owned();
        Some(Identity { name, ..Identity::default() })
    };
    let beside = || seen.heaps.first().map(identity);
    let found = walked.map(identity).or_else(refused).or_else(beside);
    found.unwrap_or_default()
}

fn identity(heap: &HeapSeen) -> Identity {
    let allocator = &heap.allocator;
    Identity {
        name: allocator.name.to_owned(),
        version: allocator.version.clone().unwrap_or_default(),
        found_by: allocator.found_by.name().to_owned(),
    }
}

fn walked(heap: &HeapSeen) -> Walked {
    let returned = heap.returns.iter().map(|&(remedy, bytes)| Returned {
        remedy: remedy.name().to_owned(),
        bytes,
    });
    let checked = heap.checks.iter().map(|check| Checked {
        what: check.what.clone(),
        walked: check.walked,
        told: check.told,
    });
    Walked {
        identity: identity(heap),
        module: heap.allocator.module.clone(),
        live: heap.live,
        foreign: heap.foreign,
        rounding: heap.rounding,
        fragmentation: heap.fragmentation,
        cached: heap.cached,
        metadata: heap.metadata,
        returns: returned.collect(),
        shared: heap.shared,
        checks: checked.collect(),
    }
}

fn live_objects(live: &LiveSeen, outside: &Outside) -> LiveObjects {
    let largest = live.largest.iter().map(|object| {
        let tables = &outside.tables;
        let table = tables.iter().find(|of| of.address == object.address);
        let table = table.map(|table| table.kind);
        LargeObject {
            address: object.address,
            size: object.size,
            resident: Some(object.resident),
            contents: table.or(object.contents.map(|kind| kind.name())),
            container: None,
        }
    });
    let classes = live.by_size.iter();
    let classes = classes.map(|class| size_class(class, &live.tables));
    LiveObjects {
        objects: live.objects,
        bytes: live.bytes,
        by_size: SizeClass::sorted(classes),
        largest: largest.collect(),
        tables: outside.tables.clone(),
        by_type: outside.types.clone(),
    }
}

fn size_class(seen: &ClassSeen, tables: &[TableSeen]) -> SizeClass {
    let class = SizeClass::of(seen.size, seen.objects);
    let mut of_size = tables.iter().filter(|of| of.table.usable == seen.size);
    if let Some(first) = of_size.next()
        && of_size.clone().all(|of| of.table.kind == first.table.kind)
        && of_size.count() as u64 + 1 == seen.objects
    {
        return SizeClass {
            contents: Some(first.table.kind.name()),
            alike: seen.objects,
            looked_into: seen.objects,
            ..class
        };
    }
    match seen.contents {
        None => class,
        Some(contents) => SizeClass {
            contents: Some(contents.kind.name()),
            alike: contents.alike,
            looked_into: contents.sampled,
            ..class
        },
    }
}

/// The process's name, as the kernel has it.
fn name_of(pid: u32) -> String {
    let name = std::fs::read(format!("/proc/{pid}/comm")).unwrap_or_default();
    String::from_utf8_lossy(&name).trim_end().to_owned()
}

/// The command line; the name in brackets where there is none.
fn command(pid: u32) -> String {
    let read = |name: &str| std::fs::read(format!("/proc/{pid}/{name}"));
    let line = read("cmdline").unwrap_or_default();
    let words = line.split(|&byte| byte == 0).filter(|word| !word.is_empty());
    let words: Vec<_> = words.map(String::from_utf8_lossy).collect();
    match words.is_empty() {
        false => words.join(" "),
        true => format!("[{}]", name_of(pid)),
    }
}
