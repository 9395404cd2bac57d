//! One reading of a process: what `/proc` shows, joined with its segment.

use super::account::{Account, Ground};
use super::classify::{Class, classify};
use super::containers::{Containers, containers};
use super::heap::Heap;
use super::pages::{self, Pages};
use super::process::{Process, Status};
use super::rows::{Figures, Rows, rows};
use super::segment::{Maps, Segment};
use super::smaps::{self, Area};
use super::told::Told;
use super::{stacks, walk};
use crate::{Error, Ledger, Snapshot};
use std::thread;

const UNTRACKED: &str = "the process is not tracked";

/// What `/proc` shows of a process.
#[derive(Debug)]
pub(crate) struct Reading {
    process: Process,
    page: u64,
    status: Status,
    areas: Vec<Area>,
    stacks: Vec<u64>,
}

impl Reading {
    pub(crate) fn take(process: &Process, page: u64) -> Result<Reading, Error> {
        let status = process.status()?;
        let areas = smaps::parse(&process.read("smaps")?)?;
        let stacks = stacks::stack_pointers(process)?;
        Ok(Reading { process: *process, page, status, areas, stacks })
    }

    pub(crate) fn snapshot(
        &self,
        segment: Option<&mut Segment>,
    ) -> Result<Snapshot, Error> {
        let mut snapshot = self.totals();
        let Some(segment) = segment else {
            snapshot.absent.push(("counters", UNTRACKED.into()));
            self.fill_unmapped(&mut snapshot, UNTRACKED);
            return Ok(snapshot);
        };
        let told = Told::read(segment)?;
        snapshot.counters = Some(told.counters);
        snapshot.phase.clone_from(&told.phase);
        snapshot.statistics.clone_from(&told.statistics);
        match segment.maps()? {
            Ok(maps) => self.fill_mapped(&mut snapshot, maps, told)?,
            Err(why) => self.fill_unmapped(&mut snapshot, &why),
        }
        Ok(snapshot)
    }

    fn totals(&self) -> Snapshot {
        let sum =
            |figure: fn(&Area) -> u64| self.areas.iter().map(figure).sum();
        Snapshot {
            resident: sum(|area| area.resident),
            swapped: sum(|area| area.swapped),
            lazy_free: sum(|area| area.lazy_free),
            peak_resident: self.status.peak_resident,
            ..Snapshot::default()
        }
    }

    /// Without a map only whole areas are told apart.
    fn fill_unmapped(&self, snapshot: &mut Snapshot, why: &str) {
        const UNKNOWN: [&str; 11] = [
            "payload",
            "slack",
            "other_live",
            "rounding",
            "fragmentation",
            "cached",
            "metadata",
            "residual",
            "allocated",
            "untouched",
            "containers",
        ];
        let (areas, stacks) = (&self.areas, &self.stacks);
        let classes = classify(areas, stacks, None::<&Heap<'_>>, self.page);
        let program = self.fill_classes(snapshot, &classes);
        snapshot.ledger =
            Ledger { program: Some(program), ..Ledger::default() };
        let unknown = UNKNOWN.map(|field| (field, why.to_owned()));
        snapshot.absent.extend(unknown);
    }

    fn fill_mapped(
        &self,
        snapshot: &mut Snapshot,
        maps: &Maps,
        told: Told,
    ) -> Result<(), Error> {
        let extents = maps.extents()?;
        let heap = Heap::new(maps, &extents, told.survey);
        let (areas, stacks) = (&self.areas, &self.stacks);
        let classes = classify(areas, stacks, Some(&heap), self.page);
        let program = self.fill_classes(snapshot, &classes);
        let of_heap =
            areas.iter().zip(&classes).filter_map(|(area, &class)| {
                (class == Class::Heap).then_some(area)
            });
        let resident =
            Pages::open(&self.process, self.page)?.resident(of_heap)?;
        let ground = Ground {
            resident: &resident,
            page: self.page,
            header: told.object_header,
        };
        let account = walk::walk(&heap, ground, cores());
        let containers = containers(told.containers.clone(), &account);
        let figures = Figures {
            pages: pages::total(&resident),
            heap: snapshot.heap,
            program,
            live: told.counters.live,
            tables: told.tables,
            has_metadata: told.object_header > 0
                || told.own_objects > 0
                || account.allocator > 0,
        };
        let rows = rows(&account, &containers, figures);
        snapshot.warnings = self.doubts(&told, &account);
        fill_rows(snapshot, rows, containers);
        explain(snapshot, &told, &account);
        Ok(())
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
        sum(Class::Program)
    }

    /// What does not fit together.
    fn doubts(&self, told: &Told, account: &Account) -> Vec<String> {
        let mut doubts = Vec::new();
        let (counted, mapped) = (told.objects(), account.objects());
        // Each thread may have been stopped between its two stores.
        if counted.abs_diff(mapped) > self.status.threads {
            doubts.push(format!(
                "{counted} live objects were counted, {mapped} are in the map"
            ));
        }
        if told.containers_refused > 0 {
            doubts.push(format!(
                "{} containers found no room in the segment: what they hold \
                 is in other live",
                told.containers_refused
            ));
        }
        doubts
    }
}

fn fill_rows(snapshot: &mut Snapshot, rows: Rows, containers: Containers) {
    snapshot.ledger = rows.ledger;
    snapshot.allocated = rows.allocated;
    snapshot.untouched = Some(rows.untouched);
    snapshot.containers = containers.seen;
    snapshot.warnings.extend(rows.warnings);
    snapshot.warnings.extend(containers.warnings);
}

/// Says why a field is not known although there is a map.
fn explain(snapshot: &mut Snapshot, told: &Told, account: &Account) {
    if account.unsurveyed > 0 {
        let why = if told.survey == 0 {
            "the process made no survey of usable sizes".to_owned()
        } else {
            format!(
                "objects were allocated or freed after the survey of usable \
                 sizes, among {} others",
                account.unsurveyed
            )
        };
        snapshot.absent.push(("rounding", why.clone()));
        snapshot.absent.push(("allocated", why));
    }
    if snapshot.ledger.metadata.is_none() {
        let why = "the allocator publishes no figure: its tables stand in \
                   cached";
        snapshot.absent.push(("metadata", why.into()));
    }
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}
