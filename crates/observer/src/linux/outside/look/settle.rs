//! From what was walked to the ledger; the process goes on meanwhile.

use super::ProcessState;
use super::walks::{Walk, Walks, regions};
use crate::linux::Span;
use crate::linux::not_heap::not_heap;
use crate::linux::outside::account::overlap;
use crate::linux::outside::files::ProcessFiles;
use crate::linux::outside::inside::Names;
use crate::linux::outside::joined::TrackerReading;
use crate::linux::outside::untold::Untold;
use crate::linux::segment_name::{is_library, is_observers, is_segment_name};
use crate::linux::smaps::Area;
use crate::{HeapSeen, OutsideSnapshot, Snapshot};
use residue_ledger::Row;
use residue_walk::{Image, Mapping, Refusal};
use std::cmp::Reverse;

impl ProcessState {
    /// The ledger, from what was walked, beside what was `unread` from the
    /// first. The process may go on.
    pub(crate) fn settle(
        &self,
        walks: Walks,
        files: &ProcessFiles,
        names: &Names,
        unread: &[(&'static str, Refusal)],
    ) -> OutsideSnapshot {
        let Walks { mut done, mut refused, in_use, inside, told, .. } = walks;
        refused.extend_from_slice(unread);
        let is_known = told.as_ref().is_some_and(TrackerReading::has_objects);
        if done.is_empty() && !is_known {
            let mut snapshot =
                self.shown.reading.unmapped(&why_unknown(&refused));
            snapshot.counters = told.as_ref().map(TrackerReading::counters);
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
        for walk in &mut done {
            walk.seen.shared = self.shown.shared(&walk.returned);
        }
        let untold = self.untold(&refused, &in_use);
        let snapshot = self.snapshot(&done, told, untold);
        // Nothing more is read of its memory.
        let memory = Image::default();
        let live = inside.finish(names, &self.target(&memory, files));
        let heaps = done.into_iter().map(|walk| walk.seen).collect();
        let page_tables = self.shown.reading.status.page_tables;
        OutsideSnapshot {
            snapshot,
            heaps,
            refused,
            live,
            page_tables,
            ..OutsideSnapshot::default()
        }
    }

    fn snapshot(
        &self,
        done: &[Walk],
        told: Option<TrackerReading>,
        untold: Option<Untold>,
    ) -> Snapshot {
        let sum = |figure: fn(&HeapSeen) -> u64| {
            done.iter().map(|walk| figure(&walk.seen)).sum::<u64>()
        };
        let mut heap = regions(done);
        heap.extend_from_slice(
            told.as_ref().map_or(&[], TrackerReading::unwalked),
        );
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
        let is_known = told.as_ref().is_some_and(TrackerReading::has_objects);
        if !is_known {
            walked_rows(&mut snapshot, done);
        }
        if let Some(told) = told {
            let walked = sum(HeapSeen::resident);
            let reading = &self.shown.reading;
            told.enter(&mut snapshot, walked, reading, untold);
        }
        snapshot
    }

    /// Why it cannot be told what the tracker did not make; `None` where it
    /// can, or where the tracker is told of all objects of C, too.
    fn untold(
        &self,
        refused: &[(&'static str, Refusal)],
        in_use: &[Option<u64>],
    ) -> Option<Untold> {
        if refused.is_empty() || sees_all(&self.shown.mappings) {
            return None;
        }
        let is_whole = in_use.len() == refused.len();
        let most = in_use.iter().copied().sum::<Option<u64>>();
        let why = why_unknown(refused);
        Some(Untold { why, in_use: most.filter(|_| is_whole) })
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

/// Whether the tracker is the library that takes the place of `malloc`.
fn sees_all(mappings: &[Mapping]) -> bool {
    let begin = mappings.iter().filter(|of| of.offset == 0);
    let segments = begin.filter(|of| is_segment_name(&of.name)).count();
    segments == 1 && mappings.iter().any(|of| is_library(&of.name))
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
