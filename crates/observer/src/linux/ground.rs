//! The resident pages that the objects of a heap are laid over.

use super::Span;
use super::account::Account;
use super::classify::Class;
use super::extents;
use super::pages::{self, Pages};
use super::process::Process;
use super::resident::ResidentPages;
use super::smaps::{self, Area};
use super::tally::Tally;
use super::walk::{Objects, cores, walk};
use crate::Error;

/// The resident pages of all anonymous memory.
#[derive(Debug)]
pub(crate) struct Scan {
    pages: Pages,
    /// Not there where the kernel has no scan.
    resident: Option<Vec<Span>>,
}

impl Scan {
    pub(crate) fn take(process: &Process, page: u64) -> Result<Scan, Error> {
        let areas = smaps::parse_maps(&process.read("maps")?)?;
        let pages = Pages::open(process, page)?;
        let anonymous = areas.iter().filter(|area| area.is_anonymous());
        let scanned = pages.scan(anonymous)?;
        let resident = scanned.map(|scanned| scanned.resident);
        Ok(Scan { pages, resident })
    }

    /// The pages that are scanned, if they are.
    pub(crate) fn resident(&self) -> Option<&[Span]> {
        self.resident.as_deref()
    }

    /// The pages to lay objects over, once `smaps` says what is heap. They are
    /// read anew, and of the heap alone, where the kernel has no scan, or a
    /// wrong one, or memory that is not anonymous holds objects. The process
    /// stands still.
    pub(crate) fn ground(
        &mut self,
        areas: &[Area],
        classes: &[Class],
    ) -> Result<Ground, Error> {
        let all = areas.iter().zip(classes);
        let heap = all.filter(|&(_, &class)| class == Class::Heap);
        let heap: Vec<&Area> = heap.map(|(area, _)| area).collect();
        let spans = heap.iter().map(|area| area.span.clone()).collect();
        let shown = heap.iter().map(|area| area.resident).sum();
        let is_right = |resident: &Vec<Span>| {
            heap.iter()
                .all(|area| total_within(resident, &area.span) == area.resident)
        };
        let scanned = self.resident.take().filter(is_right);
        let is_wider = scanned.is_some();
        let resident = match scanned {
            Some(resident) => resident,
            None => self.pages.resident(heap)?,
        };
        let bytes = if is_wider { shown } else { pages::total(&resident) };
        Ok(Ground { resident, heap: spans, bytes, shown, is_wider })
    }
}

/// The resident pages of a heap, and perhaps of other memory, in which no
/// object lies: then it changes nothing.
#[derive(Debug)]
pub(crate) struct Ground {
    resident: Vec<Span>,
    /// Where the heap is.
    heap: Vec<Span>,
    /// Bytes of the heap's resident pages.
    bytes: u64,
    /// The same as `smaps` shows it.
    shown: u64,
    /// Whether there are others in `resident`.
    is_wider: bool,
}

/// Objects that were laid over pages.
pub(crate) type Laid<T> = (Account, T);

/// What is true of a heap.
#[derive(Debug)]
pub(crate) struct OverHeap<T> {
    pub(crate) account: Account,
    pub(crate) tally: T,
    /// Bytes of the heap's resident pages.
    pub(crate) bytes: u64,
    /// Resident pages, those of the heap among them.
    pub(crate) resident: Vec<Span>,
    /// Where the heap is.
    pub(crate) heap: Vec<Span>,
}

impl Ground {
    /// Whether as much is resident as `smaps` shows.
    pub(super) fn is_as_shown(&self) -> bool {
        self.bytes == self.shown
    }

    /// Lays `objects` over the heap's pages; `laid` is what was made of them
    /// over all that was scanned, if that was done.
    pub(crate) fn lay<T: Tally>(
        mut self,
        objects: &impl Objects,
        header: u64,
        page: u64,
        laid: Option<Laid<T>>,
    ) -> OverHeap<T> {
        let over = |resident: &[Span]| {
            lay(objects, ResidentPages { resident, page, header })
        };
        let laid = laid.filter(|_| self.is_wider);
        let mut laid = laid.unwrap_or_else(|| over(&self.resident));
        // An object that reaches out of the heap has no page there.
        if self.is_wider && laid.0.occupied > self.bytes {
            self.narrow();
            laid = over(&self.resident);
        }
        let Ground { resident, heap, bytes, .. } = self;
        let (account, tally) = laid;
        OverHeap { account, tally, bytes, resident, heap }
    }

    /// Leaves out what is not of the heap.
    fn narrow(&mut self) {
        let mut narrowed = Vec::new();
        for area in &self.heap {
            for span in extents::within(&self.resident, area) {
                pages::push(span, &mut narrowed);
            }
        }
        self.resident = narrowed;
        self.is_wider = false;
    }
}

/// Lays objects over pages, on all cores.
pub(crate) fn lay<T: Tally>(
    objects: &impl Objects,
    pages: ResidentPages<'_>,
) -> Laid<T> {
    walk(objects, pages, cores())
}

fn total_within(resident: &[Span], span: &Span) -> u64 {
    let parts = extents::within(resident, span);
    parts.map(|part| part.end - part.start).sum()
}
