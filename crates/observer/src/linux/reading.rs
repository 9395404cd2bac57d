//! One reading of a process: what `/proc` shows, joined with its segment.

use super::Span;
use super::account::Account;
use super::attach::Attached;
use super::classify::{Class, classify};
use super::containers::{Containers, containers};
use super::control::ControlRegion;
use super::heap::Heap;
use super::not_heap::not_heap;
use super::overlay::{OverHeap, Overlay, Scan};
use super::page_map::{Ingredients, Slots};
use super::process::{Process, Status};
use super::rows::{RowFigures, Rows, rows};
use super::smaps::{self, Area};
use super::stacks::{self, ThreadStack};
use super::tally::Tally;
use crate::{Error, Snapshot};
use residue_ledger::{RESIDUAL, Row};
use std::panic::resume_unwind;
use std::thread;

/// A snapshot, and what the map of the heap's pages is made from, where the
/// process has a map of its objects.
pub(crate) type Seen<T> = (Snapshot, Option<Ingredients<T>>);

/// Reads `process`, and the segment that it has. The pages have `page` bytes.
pub(crate) fn snapshot<T: Tally>(
    process: &Process,
    page: u64,
    attached: Option<&mut Attached>,
) -> Result<Seen<T>, Error> {
    let Some(attached) = attached else {
        let mut snapshot = Reading::take(process, page)?.unmapped(UNTRACKED);
        snapshot.absent.push(("counters", UNTRACKED.into()));
        return Ok((snapshot, None));
    };
    attached.renew(process)?;
    thread::scope(|scope| {
        // The kernel takes as long to show a process as all the rest takes,
        // and the process may still be at its survey.
        let shown = scope.spawn(|| Reading::take(process, page));
        let shown =
            || shown.join().unwrap_or_else(|panic| resume_unwind(panic));
        let early = match attached.segment().maps()? {
            Ok(maps) => {
                Some((maps.live_extents()?, Scan::take(process, page)?))
            }
            Err(_) => None,
        };
        attached.wait(process)?;
        let segment = attached.segment();
        let control = ControlRegion::read(segment)?;
        let (snapshot, ingredients) = match (segment.maps()?, early) {
            (Ok(maps), Some((mut extents, scan))) => {
                maps.find_survey(&mut extents)?;
                let heap = Heap::new(maps, &extents, control.survey);
                let header = control.object_header;
                let overlay = Overlay::lay(scan, &heap, page, header);
                let seen = shown()?.mapped(&heap, overlay, &control)?;
                (seen.0, Some(seen.1))
            }
            (Ok(_), None) => (shown()?.unmapped("the live map is new"), None),
            (Err(why), _) => (shown()?.unmapped(&why), None),
        };
        let snapshot = Snapshot {
            counters: Some(control.counters),
            phase: control.phase,
            statistics: control.statistics,
            ..snapshot
        };
        Ok((snapshot, ingredients))
    })
}

const UNTRACKED: &str = "the process is not tracked";

/// What `/proc` shows of a process.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) page: u64,
    pub(crate) status: Status,
    pub(crate) areas: Vec<Area>,
    pub(crate) threads: Vec<ThreadStack>,
}

impl Reading {
    pub(crate) fn take(process: &Process, page: u64) -> Result<Reading, Error> {
        let status = process.status()?;
        let areas = smaps::parse(&process.read_smaps()?)?;
        let threads = stacks::threads(process)?;
        Ok(Reading { page, status, areas, threads })
    }

    pub(crate) fn totals(&self) -> Snapshot {
        let sum =
            |figure: fn(&Area) -> u64| self.areas.iter().map(figure).sum();
        Snapshot {
            resident: sum(|area| area.resident),
            proportional: sum(|area| area.proportional),
            swapped: sum(|area| area.swapped),
            lazy_free: sum(|area| area.lazy_free),
            peak_resident: self.status.peak_resident,
            ..Snapshot::default()
        }
    }

    /// Without a map only whole areas are told apart.
    pub(crate) fn unmapped(&self, why: &str) -> Snapshot {
        const BESIDE: [&str; 4] =
            [RESIDUAL, "allocated", "untouched", "containers"];
        let (areas, threads) = (&self.areas, &self.threads);
        let classes = classify(areas, threads, None::<&Heap<'_>>, self.page);
        let mut snapshot = self.totals();
        let program = self.fill_classes(&mut snapshot, &classes);
        snapshot.ledger.set(Row::Program, program);
        let rows = snapshot.ledger.unknown().map(Row::name);
        let unknown = rows.chain(BESIDE);
        snapshot.absent = unknown.map(|field| (field, why.into())).collect();
        snapshot
    }

    fn mapped<T: Tally>(
        &self,
        heap: &Heap<'_>,
        overlay: Overlay<'_, T>,
        control: &ControlRegion,
    ) -> Result<(Snapshot, Ingredients<T>), Error> {
        let (areas, threads) = (&self.areas, &self.threads);
        let classes = classify(areas, threads, Some(heap), self.page);
        let mut snapshot = self.totals();
        let program = self.fill_classes(&mut snapshot, &classes);
        let OverHeap { account, tally, bytes, resident } =
            overlay.over_heap(areas, &classes)?;
        let containers = containers(&control.containers, &account);
        let figures = RowFigures {
            pages: bytes,
            heap: snapshot.heap,
            unused: control.unused,
            program,
            live: control.counters.live,
            tables: control.tables,
            has_metadata: control.object_header > 0
                || control.own_objects > 0
                || account.allocator > 0,
            has_foreign: false,
        };
        let rows = rows(&account, &containers, figures);
        let declared = &control.containers;
        let slots = Slots::new(declared, &containers, &account, &rows.ledger);
        snapshot.warnings = self.doubts(control, &account);
        fill_rows(&mut snapshot, rows, containers);
        explain(&mut snapshot, control, &account);
        let heap = self.spans(&classes, Class::Heap);
        Ok((snapshot, Ingredients { tally, resident, heap, slots }))
    }

    /// The areas of a class.
    fn spans(&self, classes: &[Class], of: Class) -> Vec<Span> {
        let areas = self.areas.iter().zip(classes);
        let areas = areas.filter(|&(_, &class)| class == of);
        areas.map(|(area, _)| area.span.clone()).collect()
    }

    /// Sums the areas by class; returns what is the program's.
    fn fill_classes(&self, snapshot: &mut Snapshot, classes: &[Class]) -> u64 {
        let sum = |of: Class| {
            let areas = self.areas.iter().zip(classes);
            let areas = areas.filter(|&(_, &class)| class == of);
            areas.map(|(area, _)| area.resident).sum()
        };
        snapshot.observer = sum(Class::Observer);
        snapshot.heap = sum(Class::Heap);
        let areas = self.areas.iter().zip(classes);
        let areas = areas.filter(|&(_, &class)| class == Class::Program);
        let areas = areas.map(|(area, _)| area);
        snapshot.not_heap = not_heap(areas, &self.threads);
        sum(Class::Program)
    }

    /// What does not fit together.
    pub(crate) fn doubts(
        &self,
        control: &ControlRegion,
        account: &Account,
    ) -> Vec<String> {
        let mut doubts = Vec::new();
        let (counted, mapped) = (control.objects(), account.objects());
        // Each thread may have been stopped between its two stores.
        if counted.abs_diff(mapped) > self.status.threads {
            doubts.push(format!(
                "{counted} live objects were counted, {mapped} are in the map"
            ));
        }
        if control.containers_refused > 0 {
            doubts.push(format!(
                "{} containers found no room in the segment: what they hold \
                 is in other live",
                control.containers_refused
            ));
        }
        doubts
    }
}

pub(crate) fn fill_rows(
    snapshot: &mut Snapshot,
    rows: Rows,
    containers: Containers,
) {
    snapshot.ledger = rows.ledger;
    snapshot.allocated = rows.allocated;
    snapshot.untouched = Some(rows.untouched);
    snapshot.containers = containers.seen;
    snapshot.warnings.extend(rows.warnings);
    snapshot.warnings.extend(containers.warnings);
}

/// Says why a field is not known although there is a map.
fn explain(
    snapshot: &mut Snapshot,
    control: &ControlRegion,
    account: &Account,
) {
    if account.unsurveyed > 0 {
        let why = if control.survey == 0 {
            "the process made no survey of usable sizes".to_owned()
        } else {
            format!(
                "other threads were at work during the survey of usable \
                 sizes, among {} objects",
                account.unsurveyed
            )
        };
        snapshot.absent.push(("rounding", why.clone()));
        snapshot.absent.push(("allocated", why));
    }
    if snapshot.ledger.get(Row::Metadata).is_none() {
        let why = if control.tables.is_some() {
            "the allocator counts more unused pages than are resident, so its \
             tables cannot be told from them: they stand in cached"
        } else {
            "the allocator publishes no figure: its tables stand in cached"
        };
        snapshot.absent.push(("metadata", why.into()));
    }
}
