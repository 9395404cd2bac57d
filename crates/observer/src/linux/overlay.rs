//! The heap's objects laid over its resident pages.

use super::account::Account;
use super::classify::Class;
use super::extents;
use super::heap::Heap;
use super::pages::{self, Pages};
use super::process::Process;
use super::resident::ResidentPages;
use super::smaps::{self, Area};
use super::tally::Tally;
use super::{Span, walk};
use crate::Error;
use std::thread;

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
}

/// Objects over resident pages, and what the pages are.
#[derive(Debug)]
pub(crate) struct Overlay<'a, T> {
    heap: &'a Heap<'a>,
    pages: Pages,
    page: u64,
    /// Bytes of an object's header.
    header: u64,
    resident: Vec<Span>,
    /// Not there where the pages could not be scanned.
    account: Option<(Account, T)>,
}

/// What is true of the heap once it is known what is heap.
#[derive(Debug)]
pub(crate) struct OverHeap<T> {
    pub(crate) account: Account,
    pub(crate) tally: T,
    /// Bytes of the heap's resident pages.
    pub(crate) bytes: u64,
    /// Resident pages, those of the heap among them.
    pub(crate) resident: Vec<Span>,
}

impl<'a, T: Tally> Overlay<'a, T> {
    /// Lays the objects over all anonymous memory. To read `smaps` takes the
    /// kernel as long as all of this, and only `smaps` tells heap from
    /// program: so both are done at once. What is not heap has no objects,
    /// and changes nothing.
    pub(crate) fn lay(
        scan: Scan,
        heap: &'a Heap<'a>,
        page: u64,
        header: u64,
    ) -> Overlay<'a, T> {
        let Scan { pages, resident } = scan;
        let account = resident
            .as_deref()
            .map(|resident| walk_over(heap, resident, page, header));
        let resident = resident.unwrap_or_default();
        Overlay { heap, pages, page, header, resident, account }
    }

    /// The account over the areas that are heap. It is done again, over these
    /// alone, if what `smaps` says of them shows that the first look was not
    /// right: memory that is not anonymous holds objects, an object reaches
    /// out of the heap, or the kernel has no scan, or a wrong one.
    pub(crate) fn over_heap(
        self,
        areas: &[Area],
        classes: &[Class],
    ) -> Result<OverHeap<T>, Error> {
        let of_heap = || {
            let all = areas.iter().zip(classes);
            all.filter(|&(_, &class)| class == Class::Heap)
                .map(|(area, _)| area)
        };
        let seen = |area: &Area| -> u64 {
            let parts = extents::within(&self.resident, &area.span);
            parts.map(|part| part.end - part.start).sum()
        };
        let bytes = of_heap().map(|area| area.resident).sum();
        if let Some((account, tally)) = self.account
            && account.occupied <= bytes
            && of_heap().all(|area| seen(area) == area.resident)
        {
            let resident = self.resident;
            return Ok(OverHeap { account, tally, bytes, resident });
        }
        let resident = self.pages.resident(of_heap())?;
        let (account, tally) =
            walk_over(self.heap, &resident, self.page, self.header);
        let bytes = pages::total(&resident);
        Ok(OverHeap { account, tally, bytes, resident })
    }
}

fn walk_over<T: Tally>(
    heap: &Heap<'_>,
    resident: &[Span],
    page: u64,
    header: u64,
) -> (Account, T) {
    let pages = ResidentPages { resident, page, header };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    walk::walk(heap, pages, cores)
}
