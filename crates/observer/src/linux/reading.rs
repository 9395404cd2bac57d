//! What `/proc` shows of a process, and what objects over its pages make of
//! that.

use super::account::Account;
use super::classify::{Class, classify};
use super::containers::{Containers, containers};
use super::control::ControlRegion;
use super::ground::OverHeap;
use super::heap::Heap;
use super::not_heap::not_heap;
use super::page_map::{Ingredients, Slots};
use super::process::{Process, Status};
use super::rows::{RowFigures, Rows, rows};
use super::smaps::{self, Area};
use super::stacks::{self, ThreadStack};
use super::tally::Tally;
use crate::{Error, Snapshot};
use residue_ledger::{RESIDUAL, Row};

pub(crate) const UNTRACKED: &str = "the process is not tracked";

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

    /// What the objects that were laid over the heap's pages show of these.
    pub(crate) fn mapped<T: Tally>(
        &self,
        classes: &[Class],
        over: OverHeap<T>,
        control: &ControlRegion,
    ) -> (Snapshot, Ingredients<T>) {
        let mut snapshot = self.totals();
        let program = self.fill_classes(&mut snapshot, classes);
        let OverHeap { account, tally, bytes, resident, heap } = over;
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
        (snapshot, Ingredients { tally, resident, heap, slots })
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
