//! What is read of a process while it stands still. The ledger is made of it
//! when the process goes on.

use super::agreed::agreed;
use super::attach::Attached;
use super::classify::{Class, classify};
use super::control::ControlRegion;
use super::ground::{Ground, Laid, OverHeap, Scan, lay};
use super::heap::Heap;
use super::kept::KeptObjects;
use super::page_map::Ingredients;
use super::process::Process;
use super::reading::{Reading, UNTRACKED};
use super::resident::ResidentPages;
use super::segment::{Extents, Maps, Segment};
use super::tally::Tally;
use crate::{Error, Snapshot};
use std::panic::resume_unwind;
use std::thread;

/// A snapshot, and what the map of the heap's pages is made from, where the
/// process has a map of its objects.
pub(crate) type Seen<T> = (Snapshot, Option<Ingredients<T>>);

/// What was read of a process at one moment.
#[derive(Debug)]
pub(crate) struct Captured<T> {
    page: u64,
    reading: Reading,
    /// Of a process that is tracked.
    told: Option<Told<T>>,
}

/// What a tracker told: of its objects, or why these are not known.
#[derive(Debug)]
struct Told<T> {
    control: ControlRegion,
    heap: Result<CapturedHeap<T>, String>,
}

#[derive(Debug)]
struct CapturedHeap<T> {
    classes: Vec<Class>,
    objects: CapturedObjects<T>,
}

#[derive(Debug)]
enum CapturedObjects<T> {
    /// Still to be laid over their pages.
    Kept(KeptObjects, Ground),
    /// Too many to be kept: laid while the process stood.
    Laid(OverHeap<T>),
}

/// What can be read of a heap before the process has surveyed itself: none of
/// it changes by that.
struct Early {
    extents: Extents,
    scan: Scan,
    /// `None` where there are too many.
    kept: Option<KeptObjects>,
}

impl<T: Tally> Captured<T> {
    /// Reads `process`, and the segment that it has. The pages have `page`
    /// bytes.
    pub(crate) fn take(
        process: &Process,
        page: u64,
        attached: Option<&mut Attached>,
    ) -> Result<Captured<T>, Error> {
        let Some(attached) = attached else {
            let reading = Reading::take(process, page)?;
            return Ok(Captured { page, reading, told: None });
        };
        attached.renew(process)?;
        thread::scope(|scope| {
            // The kernel takes as long to show a process as all the rest
            // takes, and the process may still be at its survey.
            let shown = scope.spawn(|| Reading::take(process, page));
            let shown =
                || shown.join().unwrap_or_else(|panic| resume_unwind(panic));
            let early = Early::take(process, page, attached.segment())?;
            attached.wait(process)?;
            let segment = attached.segment();
            let control = ControlRegion::read(segment)?;
            let (reading, heap) = match (segment.maps()?, early) {
                (Ok(maps), Some(early)) => {
                    let again = || Reading::take(process, page);
                    let (reading, heap) =
                        early.complete(maps, &control, page, shown, again)?;
                    (reading, Ok(heap))
                }
                (Ok(_), None) => (shown()?, Err("the live map is new".into())),
                (Err(why), _) => (shown()?, Err(why)),
            };
            let told = Some(Told { control, heap });
            Ok(Captured { page, reading, told })
        })
    }

    /// Bytes of a page.
    pub(crate) fn page(&self) -> u64 {
        self.page
    }

    /// Whether the process told nothing of how much some of its objects were
    /// given.
    pub(crate) fn lacks_usable_sizes(&self) -> bool {
        let told = self.told.as_ref();
        let heap = told.and_then(|told| told.heap.as_ref().ok());
        let unsurveyed = heap.map(|heap| match &heap.objects {
            CapturedObjects::Kept(kept, _) => kept.unsurveyed(),
            CapturedObjects::Laid(over) => over.account.unsurveyed,
        });
        unsurveyed.is_some_and(|objects| objects > 0)
    }

    /// What was seen; the process may go on.
    pub(crate) fn seen(self) -> Seen<T> {
        let Captured { page, reading, told } = self;
        let Some(Told { control, heap }) = told else {
            let mut snapshot = reading.unmapped(UNTRACKED);
            snapshot.absent.push(("counters", UNTRACKED.into()));
            return (snapshot, None);
        };
        let (snapshot, ingredients) = match heap {
            Ok(CapturedHeap { classes, objects }) => {
                let over = objects.laid(page, control.object_header);
                let seen = reading.mapped(&classes, over, &control);
                (seen.0, Some(seen.1))
            }
            Err(why) => (reading.unmapped(&why), None),
        };
        let snapshot = Snapshot {
            counters: Some(control.counters),
            phase: control.phase,
            statistics: control.statistics,
            ..snapshot
        };
        (snapshot, ingredients)
    }
}

impl<T: Tally> CapturedObjects<T> {
    fn laid(self, page: u64, header: u64) -> OverHeap<T> {
        match self {
            CapturedObjects::Kept(kept, ground) => {
                ground.lay(&kept, header, page, None)
            }
            CapturedObjects::Laid(over) => over,
        }
    }
}

impl Early {
    /// `None` where the map is not there yet.
    fn take(
        process: &Process,
        page: u64,
        segment: &mut Segment,
    ) -> Result<Option<Early>, Error> {
        let Ok(maps) = segment.maps()? else { return Ok(None) };
        let extents = maps.live_extents()?;
        let scan = Scan::take(process, page)?;
        let kept = KeptObjects::of(&Heap::new(maps, &extents, 0));
        Ok(Some(Early { extents, scan, kept }))
    }

    /// Reads the rest, once the process has surveyed itself; `shown` waits
    /// for what `/proc` shows, and `again` reads that anew.
    fn complete<T: Tally>(
        self,
        maps: &Maps,
        control: &ControlRegion,
        page: u64,
        shown: impl FnOnce() -> Result<Reading, Error>,
        again: impl Fn() -> Result<Reading, Error>,
    ) -> Result<(Reading, CapturedHeap<T>), Error> {
        let Early { mut extents, scan, mut kept } = self;
        maps.find_survey(&mut extents)?;
        let heap = Heap::new(maps, &extents, control.survey);
        let header = control.object_header;
        let mut laid: Option<Laid<T>> = None;
        match &mut kept {
            Some(kept) => kept.survey(&heap),
            // To read `smaps` takes the kernel as long: both are done at once.
            None => {
                laid = scan.resident().map(|resident| {
                    lay(&heap, ResidentPages { resident, page, header })
                });
            }
        }
        let classes_of = |reading: &Reading| {
            classify(&reading.areas, &reading.threads, Some(&heap), page)
        };
        let (reading, classes, ground) =
            agreed(scan, shown()?, classes_of, again)?;
        let objects = match kept {
            Some(kept) => CapturedObjects::Kept(kept, ground),
            None => {
                CapturedObjects::Laid(ground.lay(&heap, header, page, laid))
            }
        };
        Ok((reading, CapturedHeap { classes, objects }))
    }
}
